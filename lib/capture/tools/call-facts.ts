/** The facts of a tool call: its start and its end. */
import type { CallFact, ResultFact } from '../facts';
import { defined } from '../payload';
import type { ToolCall, ToolOutcome } from './tool-call';
import type { ToolKind } from './tool-kind';
import { toolRow } from './tool-row';

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
