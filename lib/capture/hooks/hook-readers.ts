/** What the events that Claude Code and Codex share mean. */

import type { Fact, NoteFact, ResultFact, SubagentEndFact } from '../facts';
import { hashOf } from '../hash-of';
import { defined, firstLine, listOf, objectOf, textOf } from '../payload';
import { cutContext } from '../text/cut-text';
import { callFact, resultFact } from '../tools/call-facts';
import { idOf, type ToolOutcome } from '../tools/tool-call';
import { callOf, type HookEvent, type HookReaders, pickScope } from './hook-event';
import { readRequest } from './hook-requests';
import { hookTodos } from './hook-todos';
import { hookTool } from './hook-tools';

export const HOOK_READERS: HookReaders = {
  SessionStart: readSession,
  UserPromptSubmit: (event) => [...readSession(event), ...readPrompt(event)],
  PreToolUse: readCallStart,
  PostToolUse: (event) => readCallEnd(event),
  PermissionRequest: readRequest,
  SubagentStart: readSubagentStart,
  SubagentStop: readSubagentEnd,
  PreCompact: (event) => [noteFact(event, `Compacting the conversation${triggerOf(event)}`)],
  PostCompact: readCompaction,
  Stop: readTurnEnd,
  SessionEnd: ({ payload }) => [defined({ kind: 'end' as const, reason: textOf(payload.reason) })],
};

/** Returns a log row that is not a tool call. */
export function noteFact(event: HookEvent, description: string, metadata = {}): NoteFact {
  return {
    kind: 'note',
    ...pickScope(event),
    row: {
      action_type: 'note',
      description: firstLine(description),
      metadata: { event: event.name, ...metadata },
    },
  };
}

/** Returns the end of a call. */
export function hookResult(event: HookEvent, outcome: ToolOutcome): ResultFact {
  return resultFact(hookTool(outcome.tool), outcome, pickScope(event));
}

function readSession({ payload, cwd }: HookEvent): Fact[] {
  const is_resumed = payload.source === 'resume' || undefined;
  const session = defined({ kind: 'session' as const, cwd, model: textOf(payload.model), is_resumed });
  return Object.keys(session).length > 1 ? [session] : [];
}

/** A prompt to a subagent comes from the agent that started it. */
function readPrompt({ payload, turn, subagent }: HookEvent): Fact[] {
  // A prompt may be an image alone.
  const text =
    textOf(payload.prompt) ?? (typeof payload.prompt === 'string' ? 'A prompt without text' : undefined);
  return text === undefined || subagent !== undefined
    ? []
    : [defined({ kind: 'prompt' as const, turn, text })];
}

function readCallStart(event: HookEvent): Fact[] {
  const call = callOf(event);
  return [callFact(hookTool(call.tool), call, pickScope(event))];
}

/** Returns the end of a call: what it did to the todos, and its row. */
export function readCallEnd(event: HookEvent, outcome = callOf(event)): Fact[] {
  return [...todosOf(event, outcome), hookResult(event, outcome)];
}

/** Returns what a call did to the todos of the main agent. A list that a subagent writes whole is its own. */
function todosOf({ turn, subagent }: HookEvent, outcome: ToolOutcome): Fact[] {
  return hookTodos(outcome)
    .filter(({ kind }) => kind === 'todo' || subagent === undefined)
    .map((fact) => defined({ ...fact, turn }));
}

function readSubagentStart({ payload, turn, subagent }: HookEvent): Fact[] {
  if (subagent === undefined) return [];
  return [defined({ kind: 'subagent' as const, turn, subagent, type: textOf(payload.agent_type) })];
}

/** An agent without a type is one of the client's own, such as the one that summarises. */
function readSubagentEnd({ payload, subagent }: HookEvent): SubagentEndFact[] {
  if (subagent === undefined || payload.agent_type === '') return [];
  return [
    defined({ kind: 'subagent_end' as const, subagent, result: textOf(payload.last_assistant_message) }),
  ];
}

function readCompaction(event: HookEvent): Fact[] {
  const note = noteFact(event, `Compacted the conversation${triggerOf(event)}`);
  const summary = textOf(event.payload.compact_summary);
  if (summary === undefined) return [note];
  const context_key = `compaction summary ${hashOf(summary)}`;
  return [
    note,
    { kind: 'context', entry: { context_type: 'summary', context_key, context_value: cutContext(summary) } },
  ];
}

function readTurnEnd({ payload, turn }: HookEvent): Fact[] {
  const result = textOf(payload.last_assistant_message);
  const tasks = listOf(payload.background_tasks).map((task) => idOf(objectOf(task).id) ?? hashOf(task));
  const waits_for = tasks.length > 0 ? tasks : undefined;
  const end: Fact = defined({ kind: 'turn_end' as const, turn, result, waits_for });
  if (result === undefined || waits_for) return [end];
  const context_key = turn === undefined ? 'final message' : `final message of ${turn}`;
  return [
    end,
    { kind: 'context', entry: { context_type: 'result', context_key, context_value: cutContext(result) } },
  ];
}

function triggerOf({ payload }: HookEvent): string {
  const trigger = textOf(payload.trigger);
  return trigger === undefined ? '' : ` (${trigger})`;
}
