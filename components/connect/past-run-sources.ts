/** Where past runs come from, and where their files are. */
export const pastRunSources = [
  { client: 'claude-code', label: 'Claude Code', hint: 'Transcripts are below ~/.claude/projects.' },
  { client: 'codex', label: 'Codex', hint: 'Rollouts are below ~/.codex/sessions.' },
  { client: 'copilot', label: 'Copilot CLI', hint: 'Events are below ~/.copilot/session-state.' },
  {
    client: 'task-master',
    label: 'Task Master',
    hint: 'The list is .taskmaster/tasks/tasks.json in a project.',
  },
  { client: 'beads', label: 'beads', hint: 'The issues are .beads/issues.jsonl in a project.' },
] as const;

export type PastRunSource = (typeof pastRunSources)[number];
