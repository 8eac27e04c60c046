/** The facts of a tool call: its start, the request for it, and its end. */
import type { CallFact, RequestFact, ResultFact } from '../facts';
import { defined, firstLine } from '../payload';
import { cutJson } from '../text/cut-text';
import type { ToolCall, ToolOutcome } from './tool-call';
import type { ToolKind } from './tool-kind';
import { toolRow } from './tool-row';

const MAX_QUESTION_LENGTH = 300;

/** The turn and the subagent in which a call happens. */
interface Scope {
  turn?: string;
  subagent?: string;
}

export function callFact(kind: ToolKind, call: ToolCall, scope: Scope = {}): CallFact {
  const target = kind.target(call);
  const starts_subagent =
    kind.subagentType && defined({ description: target || call.tool, type: kind.subagentType(call) });
  const { action_type } = kind;
  return defined({
    kind: 'call',
    ...scope,
    call: call.call,
    tool: call.tool,
    action_type,
    target,
    starts_subagent,
  });
}

export function resultFact(kind: ToolKind, outcome: ToolOutcome, scope: Scope = {}): ResultFact {
  return defined({ kind: 'result', ...scope, call: outcome.call, row: toolRow(kind, outcome) });
}

/** Returns the request for permission of a call. `name` says what is called, by default the tool. */
export function requestFact(
  kind: ToolKind,
  call: ToolCall,
  scope: Scope = {},
  name = kind.action_type === 'mcp' ? kind.verb : call.tool,
): RequestFact {
  const { tool, input } = call;
  const target = kind.target(call);
  return {
    kind: 'request',
    ...scope,
    decision: 'tool_call',
    question: questionLine(`${name} ${target}`),
    request: { tool, input: cutJson(input) },
    options: [],
    tool,
    action_type: kind.action_type,
    target,
  };
}

/** Returns a question as one line. */
export const questionLine = (text: string): string => firstLine(text.trim(), MAX_QUESTION_LENGTH);
