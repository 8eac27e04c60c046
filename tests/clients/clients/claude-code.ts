import { join } from 'node:path';
import { programOf } from '../installed';
import { anthropic } from '../model/anthropic';
import { ITEMS, type TestedClient } from './client';

/** Its list tools change one item a call. They are off unless Connect's files turn them on. */
export const claudeCode: TestedClient = {
  name: 'claude-code',
  dialect: anthropic,
  hasSubagentRows: true,
  hasSubagentTelemetry: true,
  hasCost: true,
  hasFinalMessage: true,
  calls: (folder) => ({
    list: (statuses, isFirst) => [
      ...(isFirst
        ? ITEMS.map((subject) => ({ name: 'TaskCreate', input: { subject, description: `${subject} now` } }))
        : []),
      ...statuses.flatMap((status, n) =>
        status === 'pending' ? [] : [{ name: 'TaskUpdate', input: { taskId: String(n + 1), status } }],
      ),
    ],
    write: (content) => ({ name: 'Write', input: { file_path: join(folder, 'greet.sh'), content } }),
    edit: (old_string, new_string) => ({
      name: 'Edit',
      input: { file_path: join(folder, 'greet.sh'), old_string, new_string },
    }),
    run: (command) => ({ name: 'Bash', input: { command, description: 'Run a command' } }),
    delegate: (description, prompt) => [
      {
        name: 'Agent',
        input: { description, prompt, subagent_type: 'general-purpose', run_in_background: false },
      },
    ],
    finish: (text) => ({ text }),
  }),
  // Root may not skip the permissions, so the tools are allowed by name.
  command: (prompt) => [
    programOf('claude'),
    ...['--print', prompt, '--permission-mode', 'acceptEdits', '--allowedTools', 'Bash,Agent'],
  ],
  env: (model) => ({
    ANTHROPIC_BASE_URL: model,
    ANTHROPIC_API_KEY: 'sk-test',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
  }),
};

/** Returns the content of `~/.claude.json` after a person has accepted the key and the folder, so that a terminal asks nothing else. */
export const acceptedBefore = (folder: string, key: string | undefined): string =>
  JSON.stringify({
    hasCompletedOnboarding: true,
    theme: 'dark',
    customApiKeyResponses: { approved: [key], rejected: [] },
    projects: { [folder]: { hasTrustDialogAccepted: true } },
  });
