/** The readers of past runs, by client. */
import { claudeCodeTranscript } from './claude-code-transcript';
import { codexRollout } from './codex-rollout';
import { copilotEvents } from './copilot-events';
import type { PastReader } from './past-event';

const readers: Record<string, PastReader> = {
  'claude-code': claudeCodeTranscript,
  codex: codexRollout,
  copilot: copilotEvents,
};

export const pastClientNames = Object.keys(readers);

/** Returns the reader of a client's files; undefined for a client without one. */
export function findPastReader(client: string): PastReader | undefined {
  return Object.hasOwn(readers, client) ? readers[client] : undefined;
}
