/** What can be seen of each client, and what cannot. No client can be answered from here yet. */
import type { ConnectorName } from './connectors';

export interface Abilities {
  captured: string[];
  missing: string[];
}

export const abilities: Record<ConnectorName, Abilities> = {
  'claude-code': {
    captured: [
      'Prompts, plans, lists and subagents',
      'Tool calls with exit codes and file changes',
      'Tokens and cost, from telemetry',
    ],
    missing: ['The moment a person presses Esc', 'The end of a process that is killed'],
  },
  codex: {
    captured: [
      'Prompts, the plan tool and subagents',
      'Tool calls with exit codes',
      'Tokens, from telemetry',
    ],
    missing: ['Anything of hooks before you trust them', 'Cost: it is estimated from a price table'],
  },
  gemini: {
    captured: [
      'Prompts, the todo list and subagents',
      'Tool calls with exit codes and file changes',
      'Tokens',
    ],
    missing: [
      'Ids of calls: equal calls are distinguished by their times',
      'Cost: it is estimated from a price table',
    ],
  },
  copilot: {
    captured: [
      'Prompts, the todo list and subagents',
      'Tool calls with exit codes',
      'Tokens, if it is started with the variables',
    ],
    missing: ['The final message of a turn', 'Cost: it is estimated from a price table'],
  },
  opencode: {
    captured: [
      'Prompts, the todo list and subagents',
      'Tool calls with exit codes and file changes',
      'Tokens and cost',
    ],
    missing: ['The end of a session, which OpenCode does not report'],
  },
  cursor: {
    captured: [
      'Prompts, the todo list and subagents',
      'Tool calls with exit codes and edits',
      'Tokens, in newer versions',
    ],
    missing: ['Completions in the editor', 'Cost: it is estimated from a price table'],
  },
};
