/** Reads the prompt with which Claude Code reports the end of a background task. */
import { defined } from '../payload';

export interface TaskNotification {
  task?: string;
  /** The call that started the task. */
  call?: string;
  /** completed, failed or killed. */
  status?: string;
  summary?: string;
  result?: string;
  /** The task is a subagent: its id is that of the agent. */
  is_agent: boolean;
}

const START = '<task-notification>';

/** Returns what a notification says; null for a prompt of a person. */
export function readTaskNotification(prompt: string): TaskNotification | null {
  if (!prompt.trimStart().startsWith(START)) return null;
  const summary = tagOf(prompt, 'summary');
  const isAgent = /^Agent\b/.test(summary ?? '') || tagOf(prompt, 'subagent_tokens') !== undefined;
  return defined({
    task: tagOf(prompt, 'task-id'),
    call: tagOf(prompt, 'tool-use-id'),
    status: tagOf(prompt, 'status'),
    summary,
    result: tagOf(prompt, 'result'),
    is_agent: isAgent,
  });
}

/** Returns the text of a tag, up to its last end tag, because a result may hold any text. */
function tagOf(prompt: string, tag: string): string | undefined {
  const start = prompt.indexOf(`<${tag}>`);
  const end = prompt.lastIndexOf(`</${tag}>`);
  const text = start === -1 || end < start ? '' : prompt.slice(start + tag.length + 2, end).trim();
  return text === '' ? undefined : text;
}
