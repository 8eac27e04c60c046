/** What can be seen of each client and decided for it, and what cannot. */
import type { ConnectorName } from './connectors';

export interface Abilities {
  captured: string[];
  /** By a person here, or by a rule. */
  decided: string[];
  missing: string[];
}

export const abilities: Record<ConnectorName, Abilities> = {
  'claude-code': {
    captured: [
      'Prompts, plans, lists and subagents',
      'Tool calls with exit codes and file changes',
      'Tokens and cost, from telemetry',
    ],
    decided: [
      'Permission for tool calls, also with an edited input; plans and questions',
      'Tool calls by rules: refuse, ask or allow',
    ],
    missing: ['The moment a person presses Esc', 'The end of a process that is killed'],
  },
  codex: {
    captured: [
      'Prompts, the plan tool and subagents',
      'Tool calls with exit codes',
      'Tokens, from telemetry',
    ],
    decided: ['Permission for tool calls', 'Tool calls by rules: refuse, or allow what it asks'],
    missing: [
      'Edits of what it asks: the agent reads them as a reason',
      'Its own dialog before its hook returns, for up to 55 seconds',
      'Anything from hooks before you trust them',
      'Cost: it is estimated from a price table',
    ],
  },
  gemini: {
    captured: [
      'Prompts, the todo list and subagents',
      'Tool calls with exit codes and file changes',
      'Tokens',
    ],
    decided: [
      'Tool calls for which a rule asks, also with an edited input',
      'Tool calls by rules: refuse, or ask here and then at the client',
    ],
    missing: [
      'Answers from here to what it asks at the terminal without a rule',
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
    decided: [
      'Tool calls for which a rule asks, also with an edited input',
      'Tool calls by rules: refuse, or ask here and then at the client',
    ],
    missing: [
      'Answers from here to what it asks at the terminal without a rule',
      'The final message of a turn',
      'Cost: it is estimated from a price table',
    ],
  },
  opencode: {
    captured: [
      'Prompts, the todo list and subagents',
      'Tool calls with exit codes and file changes',
      'Tokens and cost',
    ],
    decided: [
      'What it asks at its terminal: permission for tool calls, and questions',
      'Tool calls by rules: refuse, or allow what it asks',
    ],
    missing: [
      'Edits of what it asks: the agent reads them as a reason',
      'Decisions in opencode run, which rejects each request at once',
      'The end of a session, which OpenCode does not report',
    ],
  },
  cursor: {
    captured: [
      'Prompts, the todo list and subagents',
      'Tool calls with exit codes and edits',
      'Tokens, in newer versions',
    ],
    decided: [
      'Tool calls for which a rule asks, also with an edited input',
      'Tool calls by rules: refuse, or ask here and then at the client',
    ],
    missing: [
      'A trial with Cursor itself: its formats are those of its documentation',
      'Answers from here to what it asks without a rule',
      'Completions in the editor',
      'Cost: it is estimated from a price table',
    ],
  },
};
