/** Claude Code 2.1: its hooks say everything but tokens and cost, which its telemetry has. */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { ClientMapping } from '../client-mapping';
import type { Fact, SubagentEndFact, UsageFact } from '../facts';
import { hashOf } from '../hash-of';
import {
  callOf,
  type HookEvent,
  type HookReaders,
  identifyHookEvent,
  readByTable,
  readHookEvent,
} from '../hooks/hook-event';
import { HOOK_READERS, hookResult, noteFact, readCallEnd } from '../hooks/hook-readers';
import { createdTask } from '../hooks/hook-todos';
import { hookTool } from '../hooks/hook-tools';
import { refusalOf } from '../hooks/refused-call';
import { readTaskNotification, type TaskNotification } from '../hooks/task-notification';
import { baseName, defined, firstLine, listOf, numberOf, objectOf, textOf } from '../payload';
import { cutContext, cutError } from '../text/cut-text';
import { readProposedPlan } from '../tools/proposed-plan';
import { readResponse, resultText, type ToolOutcome } from '../tools/tool-call';
import { openRecorded } from './event-envelope';

const TURN_FIELD = 'prompt_id';

/** Events about the display, the settings and the files of the client. */
const IGNORED = new Set(['MessageDisplay', 'InstructionsLoaded', 'ConfigChange', 'FileChanged', 'Setup']);

/** Notifications that repeat another event, or that only say that the agent is idle. */
const REPEATED_NOTIFICATIONS = new Set([
  'permission_prompt',
  'idle_prompt',
  'auth_success',
  'agent_completed',
]);

const READERS: HookReaders = {
  ...HOOK_READERS,
  UserPromptSubmit: readPrompt,
  PreToolUse: (event) => [...(HOOK_READERS.PreToolUse?.(event) ?? []), ...readProposal(event)],
  PostToolUse: (event) => [...readCallEnd(event), ...readEffects(event)],
  PostToolUseFailure: (event) => [hookResult(event, { ...callOf(event), error: errorOf(event, 'Failed') })],
  PostToolBatch: readBatch,
  PermissionDenied: readDenial,
  Notification: readNotification,
  Elicitation: (event) => [noteFact(event, `Asked: ${textOf(event.payload.message) ?? 'for input'}`)],
  TaskCreated: (event) => readTask(event),
  TaskCompleted: (event) => readTask(event, 'completed'),
  StopFailure: readTurnFailure,
};

export const claudeCode: ClientMapping = {
  prepare: openRecorded,
  identify(payload) {
    const event = readHookEvent(payload, TURN_FIELD);
    return event === null || IGNORED.has(event.name) ? null : identifyHookEvent(event);
  },
  read(payload) {
    const event = readHookEvent(payload, TURN_FIELD);
    return event === null ? [] : readByTable(event, READERS);
  },
};

/** Returns a prompt of a person. One that the client wrote is a note: its turn continues an earlier one. */
function readPrompt(event: HookEvent): Fact[] {
  const prompt = textOf(event.payload.prompt) ?? '';
  const notification = readTaskNotification(prompt);
  if (notification !== null) return readTaskEnd(event, notification);
  if (event.payload.source === 'system') return [{ ...noteFact(event, prompt), is_continuation: true }];
  return HOOK_READERS.UserPromptSubmit?.(event) ?? [];
}

function readTaskEnd(
  event: HookEvent,
  { task, call, status, summary, result, is_agent }: TaskNotification,
): Fact[] {
  const text = summary ?? `A background task ended: ${status ?? 'completed'}`;
  const note = noteFact(event, text, defined({ task, call, status }));
  const hasFailed = status !== undefined && status !== 'completed';
  const end: SubagentEndFact[] =
    is_agent && task !== undefined
      ? [defined({ kind: 'subagent_end', subagent: task, result, error: hasFailed ? text : undefined })]
      : [];
  return [...end, { ...note, is_continuation: true }];
}

/** Returns what a call did besides its row: a subagent that it ran, a plan that a person approved. */
function readEffects(event: HookEvent): Fact[] {
  const call = callOf(event);
  if (call.tool === 'Agent' || call.tool === 'Task') return readSubagent(event, call);
  return call.tool === 'ExitPlanMode' ? [...readPlan(call), ...readAnswer(event, call)] : [];
}

/** Returns the plan that the agent asks a person to approve. A subagent asks the agent. */
function readProposal(event: HookEvent): Fact[] {
  const { call, tool, input } = callOf(event);
  const text = textOf(input.plan);
  if (tool !== 'ExitPlanMode' || text === undefined || event.subagent !== undefined) return [];
  return [defined({ kind: 'proposal' as const, turn: event.turn, call, plan: readProposedPlan(text) })];
}

/** Returns the person's answer to a plan. */
function readAnswer(
  { turn, subagent }: HookEvent,
  { call, input, details }: ToolOutcome,
  refusal?: string,
): Fact[] {
  const text = textOf(details.plan) ?? textOf(input.plan);
  const plan = text === undefined ? undefined : readProposedPlan(text);
  return subagent === undefined
    ? [defined({ kind: 'proposal_answer' as const, turn, call, plan, refusal })]
    : [];
}

/** Returns the subagent of a call. One that was only launched sends its end later. */
function readSubagent(
  { turn, subagent: parent }: HookEvent,
  { call, input, details: answer }: ToolOutcome,
): Fact[] {
  const subagent = textOf(answer.agentId);
  if (subagent === undefined) return [];
  const type = textOf(input.subagent_type) ?? textOf(answer.agentType);
  const description = textOf(input.description);
  const begin: Fact = defined({ kind: 'subagent', turn, subagent, type, description, parent });
  if (answer.status !== 'completed') return [begin];
  const end: Fact = defined({ kind: 'subagent_end', subagent, result: resultText(answer.content) });
  return [begin, ...readUsage(call, answer).map((usage) => defined({ ...usage, turn, subagent })), end];
}

/** The client counts the tokens that it read from and wrote to the cache apart from the input. */
function readUsage(call: string, answer: JsonObject): UsageFact[] {
  const usage = objectOf(answer.usage);
  const model = textOf(answer.resolvedModel);
  const input = numberOf(usage.input_tokens);
  const output_tokens = numberOf(usage.output_tokens);
  if (model === undefined || (input === undefined && output_tokens === undefined)) return [];
  const cached_tokens = numberOf(usage.cache_read_input_tokens);
  const cache_write_tokens = numberOf(usage.cache_creation_input_tokens);
  return [
    defined({
      kind: 'usage',
      id: call,
      model,
      input_tokens: (input ?? 0) + (cached_tokens ?? 0) + (cache_write_tokens ?? 0),
      output_tokens,
      cached_tokens,
      cache_write_tokens,
      reasoning_tokens: numberOf(objectOf(usage.output_tokens_details).thinking_tokens),
    }),
  ];
}

/** Returns the approved plan, which the person may have changed. */
function readPlan({ input, details: answer }: ToolOutcome): Fact[] {
  const plan = textOf(answer.plan) ?? textOf(input.plan);
  if (plan === undefined) return [];
  const file = baseName(textOf(answer.filePath) ?? textOf(input.planFilePath) ?? 'plan');
  const context_key = `${file} ${hashOf(plan)}`;
  return [{ kind: 'context', entry: { context_type: 'plan', context_key, context_value: cutContext(plan) } }];
}

/** Returns the refused calls of a batch. Its other calls have events of their own. */
function readBatch(event: HookEvent): Fact[] {
  return listOf(event.payload.tool_calls).flatMap((value) => {
    const fields = objectOf(value);
    const refusal = refusalOf(resultText(fields.tool_response) ?? '');
    if (refusal === undefined) return [];
    const call = callOf(event, fields);
    const answer = call.tool === 'ExitPlanMode' ? readAnswer(event, call, firstLine(refusal)) : [];
    return [refusedFact(event, fields, refusal), ...answer];
  });
}

function refusedFact(event: HookEvent, fields: JsonObject, error: string): Fact {
  return hookResult(event, { ...callOf(event, fields), ...readResponse(undefined), error, is_refused: true });
}

/** A note, because the batch of the call has its end. */
function readDenial(event: HookEvent): Fact[] {
  const call = callOf(event);
  const { tool } = call;
  const reason = textOf(event.payload.reason);
  const denied = `Denied: ${tool} ${hookTool(tool).target(call)}`;
  return [noteFact(event, denied, defined({ tool, reason: reason && cutError(reason) }))];
}

function readNotification(event: HookEvent): Fact[] {
  const { message, notification_type: type } = event.payload;
  const text = textOf(message);
  const isRepeated = typeof type === 'string' && REPEATED_NOTIFICATIONS.has(type);
  return text === undefined || isRepeated ? [] : [noteFact(event, text)];
}

/** The tools that write tasks say the same. */
function readTask({ payload, turn }: HookEvent, status?: 'completed'): Fact[] {
  const { task_id: id, task_subject: subject } = payload;
  return createdTask({ id, subject }).map((task) => defined({ ...task, turn, status }));
}

function readTurnFailure(event: HookEvent): Fact[] {
  const { turn, subagent } = event;
  const error = errorOf(event, 'Stopped by an error');
  return [
    subagent === undefined
      ? defined({ kind: 'turn_failure', turn, error })
      : { kind: 'subagent_end', subagent, error },
  ];
}

/** Returns the error of an event: the message that the person saw, with the kind of the error. */
function errorOf({ payload }: HookEvent, otherwise: string): string {
  const kind = textOf(payload.error);
  const message = textOf(payload.last_assistant_message);
  if (message === undefined) return kind ?? otherwise;
  return kind === undefined || kind === 'unknown' ? message : `${message} (${firstLine(kind)})`;
}
