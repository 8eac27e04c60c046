/**
 * Cursor, as its documentation describes its hooks. The hooks for all tools report a call with its exit code, so the hooks for commands, MCP
 * tools and reads, which repeat it, only show that the session is alive. An edit is the exception: afterFileEdit alone has its diff.
 */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { ClientMapping } from '../client-mapping';
import { ASK_PERSON } from '../decisions/ask-person';
import type { Fact, UsageFact } from '../facts';
import { hashOf } from '../hash-of';
import { hookTodos } from '../hooks/hook-todos';
import { hookTool } from '../hooks/hook-tools';
import { defined, firstLine, listOf, numberOf, objectOf, textOf } from '../payload';
import { cutContext } from '../text/cut-text';
import { callFact, requestFact, resultFact } from '../tools/call-facts';
import { mergedTodos } from '../tools/todo-facts';
import { readResponse, type ToolOutcome } from '../tools/tool-call';
import { openRecorded } from './event-envelope';
import { parseFields } from './nested-json';

type Reader = (payload: JsonObject, turn: string | undefined) => Fact[];

/** Events of the editor, and the thoughts of the model. */
const IGNORED = new Set(['afterAgentThought', 'beforeTabFileRead', 'afterTabFileEdit', 'workspaceOpen']);

const READERS: Readonly<Record<string, Reader>> = {
  sessionStart: readSession,
  beforeSubmitPrompt: readPrompt,
  preToolUse: readCallStart,
  [ASK_PERSON]: readRequest,
  postToolUse: readCallEnd,
  postToolUseFailure: readCallFailure,
  afterFileEdit: readEdit,
  afterAgentResponse: readMessage,
  subagentStart: readSubagentStart,
  subagentStop: readSubagentEnd,
  preCompact: readCompaction,
  stop: (payload, turn) => [...readUsage(payload, turn), readTurnEnd(payload, turn)],
  sessionEnd: ({ reason }) => [defined({ kind: 'end', reason: textOf(reason) })],
};

/** The fields that hold JSON as a text: what a tool returned, and of MCP tools the input, too. */
const NESTED = ['tool_output', 'tool_input', 'result_json'];

export const cursor: ClientMapping = {
  prepare: (payload) =>
    payload.hook === ASK_PERSON
      ? { ...payload, input: parseFields(objectOf(payload.input), NESTED) }
      : parseFields(openRecorded(payload), NESTED),
  identify(payload) {
    const { event, body } = open(payload);
    const session = textOf(body.conversation_id) ?? textOf(body.session_id);
    if (session === undefined || event === undefined || IGNORED.has(event)) return null;
    const prompt = event === 'beforeSubmitPrompt' ? textOf(body.generation_id) : undefined;
    return { session, event, key: `${event}:${textOf(body.tool_use_id) ?? prompt ?? hashOf(body)}` };
  },
  read(payload) {
    const { event = '', body } = open(payload);
    const read = Object.hasOwn(READERS, event) ? READERS[event] : undefined;
    return read?.(body, textOf(body.generation_id)) ?? [];
  },
};

/** Our hook sends a call again, as a request for a person. */
function open(payload: JsonObject): { event: string | undefined; body: JsonObject } {
  return payload.hook === ASK_PERSON
    ? { event: ASK_PERSON, body: objectOf(payload.input) }
    : { event: textOf(payload.hook_event_name), body: payload };
}

function readSession(payload: JsonObject): Fact[] {
  const session = defined({
    kind: 'session' as const,
    cwd: folderOf(payload),
    model: textOf(payload.model),
    client_version: textOf(payload.cursor_version),
  });
  return Object.keys(session).length > 1 ? [session] : [];
}

function readPrompt(payload: JsonObject, turn: string | undefined): Fact[] {
  const text = textOf(payload.prompt);
  const session = readSession(payload);
  return text === undefined ? session : [...session, defined({ kind: 'prompt' as const, turn, text })];
}

/** An edit that succeeds is reported by afterFileEdit, which has no id of the call. */
function readCallStart(payload: JsonObject, turn: string | undefined): Fact[] {
  const call = callOf(payload);
  if (isFileEdit(call.tool)) return [];
  return [callFact(hookTool(call.tool), call, { turn })];
}

function readRequest(payload: JsonObject, turn: string | undefined): Fact[] {
  const call = callOf(payload);
  return [defined({ ...requestFact(hookTool(call.tool), call, { turn }), call: call.call })];
}

function readCallEnd(payload: JsonObject, turn: string | undefined): Fact[] {
  const call = callOf(payload);
  if (isFileEdit(call.tool)) return [];
  const merged = call.tool === 'TodoWrite' ? mergedTodos(call.input.todos) : [];
  const todos = merged.length > 0 ? merged : hookTodos(call);
  return [...todos.map((fact) => defined({ ...fact, turn })), endFact(call, turn)];
}

function readCallFailure(payload: JsonObject, turn: string | undefined): Fact[] {
  const type = textOf(payload.failure_type);
  const error = textOf(payload.error_message) ?? type ?? 'Failed';
  const is_refused = type === 'permission_denied' || undefined;
  const is_interrupted = payload.is_interrupt === true || undefined;
  return [endFact(defined({ ...callOf(payload), error, is_refused, is_interrupted }), turn)];
}

function readEdit(payload: JsonObject, turn: string | undefined): Fact[] {
  const file_path = textOf(payload.file_path);
  if (file_path === undefined) return [];
  const input = defined({ file_path, edits: payload.edits });
  const call = { call: `Edit:${hashOf(payload)}`, tool: 'Edit', input, cwd: folderOf(payload) };
  return [endFact(defined({ ...call, ...readResponse(undefined) }), turn)];
}

/** A turn may have several messages. The newest one is its result. */
function readMessage({ text }: JsonObject, turn: string | undefined): Fact[] {
  const message = textOf(text);
  if (message === undefined) return [];
  const context_key = turn === undefined ? 'final message' : `final message of ${turn}`;
  return [
    defined({ kind: 'message' as const, turn, text: message }),
    { kind: 'context', entry: { context_type: 'result', context_key, context_value: cutContext(message) } },
  ];
}

function readSubagentStart(payload: JsonObject, turn: string | undefined): Fact[] {
  const subagent = subagentOf(payload);
  const task = textOf(payload.task);
  const description = task && firstLine(task);
  if (subagent === undefined) return [];
  return [defined({ kind: 'subagent', turn, subagent, type: textOf(payload.subagent_type), description })];
}

function readSubagentEnd(payload: JsonObject): Fact[] {
  const subagent = subagentOf(payload);
  const status = textOf(payload.status);
  const hasFailed = status === 'error' || status === 'aborted';
  if (subagent === undefined) return [];
  const error = hasFailed ? (textOf(payload.error_message) ?? status) : undefined;
  return [defined({ kind: 'subagent_end', subagent, result: textOf(payload.summary), error })];
}

function readCompaction({ trigger }: JsonObject, turn: string | undefined): Fact[] {
  const how = textOf(trigger);
  const description = firstLine(`Compacting the conversation${how === undefined ? '' : ` (${how})`}`);
  const row = { action_type: 'note', description, metadata: { event: 'preCompact' } };
  return [defined({ kind: 'note', turn, row })];
}

function readTurnEnd(payload: JsonObject, turn: string | undefined): Fact {
  const status = textOf(payload.status);
  if (status === 'aborted') return defined({ kind: 'turn_failure', turn, error: 'Aborted' });
  if (status === 'error')
    return defined({
      kind: 'turn_failure',
      turn,
      error: textOf(payload.error_message) ?? 'Stopped by an error',
    });
  return defined({ kind: 'turn_end', turn });
}

/** Newer versions send the tokens of the turn with its end. */
function readUsage(payload: JsonObject, turn: string | undefined): UsageFact[] {
  const model = textOf(payload.model);
  const input_tokens = numberOf(payload.input_tokens);
  const output_tokens = numberOf(payload.output_tokens);
  if (model === undefined || (input_tokens === undefined && output_tokens === undefined)) return [];
  return [
    defined({
      kind: 'usage',
      id: `stop:${turn ?? ''}:${numberOf(payload.loop_count) ?? 0}`,
      turn,
      model,
      input_tokens,
      output_tokens,
      cached_tokens: numberOf(payload.cache_read_tokens),
      cache_write_tokens: numberOf(payload.cache_write_tokens),
    }),
  ];
}

function endFact(outcome: ToolOutcome, turn: string | undefined): Fact {
  return resultFact(hookTool(outcome.tool), outcome, { turn });
}

function callOf(payload: JsonObject): ToolOutcome {
  const tool = textOf(payload.tool_name) ?? 'unknown';
  return defined({
    call: textOf(payload.tool_use_id) ?? `${tool}:${hashOf(payload.tool_input)}`,
    tool,
    input: objectOf(payload.tool_input),
    ...readResponse(payload.tool_output),
    duration_ms: numberOf(payload.duration),
    cwd: folderOf(payload),
  });
}

/** Returns the working directory: that of the call, or the first folder of the workspace. */
function folderOf(payload: JsonObject): string | undefined {
  return textOf(payload.cwd) ?? textOf(listOf(payload.workspace_roots)[0]);
}

/** The end of a subagent has no id, but the task that its start has. */
function subagentOf(payload: JsonObject): string | undefined {
  const task = textOf(payload.task);
  const type = textOf(payload.subagent_type) ?? 'agent';
  return task === undefined ? textOf(payload.subagent_id) : `${type}:${hashOf(task)}`;
}

function isFileEdit(tool: string): boolean {
  return hookTool(tool).action_type === 'edit' && tool !== 'Delete';
}
