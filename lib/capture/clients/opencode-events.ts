/** What the events of OpenCode's bus mean. */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { CapturedRow } from '../captured-row';
import type { Fact, SubagentFact } from '../facts';
import { defined, firstLine, numberOf, objectOf, textOf } from '../payload';
import { cutError } from '../text/cut-text';
import { todoListFacts } from '../tools/todo-facts';
import type { OpencodeEvent } from './opencode-payload';
import { readPermission, readQuestions, readReply } from './opencode-requests';
import { readOpencodeFailure } from './opencode-tools';

const READERS: Readonly<Record<string, (event: OpencodeEvent) => Fact[]>> = {
  'session.created': (event) => (event.subagent === undefined ? [sessionFact(event)] : subagentFacts(event)),
  'session.updated': (event) => (event.subagent === undefined ? [sessionFact(event)] : []),
  'session.idle': readIdle,
  'session.error': readError,
  'session.status': readStatus,
  'session.compacted': (event) => note(event, 'compaction', 'Compacted the conversation'),
  'session.deleted': ({ subagent }) => (subagent === undefined ? [{ kind: 'end', reason: 'deleted' }] : []),
  'message.updated': readUsage,
  'message.part.updated': readOpencodeFailure,
  // The list of a subagent is its own.
  'todo.updated': ({ subagent, input }) => (subagent === undefined ? todoListFacts(input.todos) : []),
  'permission.asked': readPermission,
  'permission.replied': readReply,
  'question.asked': readQuestions,
  'question.replied': readReply,
  'question.rejected': readReply,
};

/** Returns the facts of an event; none for an unknown one. */
export function opencodeEventFacts(event: OpencodeEvent): Fact[] {
  const reader = event.name && Object.hasOwn(READERS, event.name) ? READERS[event.name] : undefined;
  return reader?.(event) ?? [];
}

function sessionFact({ input, directory }: OpencodeEvent): Fact {
  const info = objectOf(input.info);
  return defined({
    kind: 'session',
    cwd: textOf(info.directory) ?? directory,
    model: textOf(objectOf(info.model).id),
    client_version: textOf(info.version),
  });
}

/** The title of the session of a subagent is "<what it is for> (@<type> subagent)". */
function subagentFacts({ subagent, session, input }: OpencodeEvent): SubagentFact[] {
  if (subagent === undefined) return [];
  const info = objectOf(input.info);
  const parent = textOf(info.parentID);
  const title = textOf(info.title)?.replace(/ \(@[^()]* subagent\)$/, '');
  return [
    defined({
      kind: 'subagent',
      subagent,
      type: textOf(info.agent),
      description: title,
      parent: parent === session ? undefined : parent,
    }),
  ];
}

/** A subagent ends with the call that started it, which has its result. A turn that failed becomes idle as well. */
function readIdle({ subagent, output }: OpencodeEvent): Fact[] {
  if (subagent !== undefined || output.has_failed === true) return [];
  return [defined({ kind: 'turn_end', result: textOf(output.last_message) })];
}

function readError({ subagent, input }: OpencodeEvent): Fact[] {
  const error = objectOf(input.error);
  const message = textOf(objectOf(error.data).message) ?? textOf(error.message) ?? textOf(error.name);
  const text = error.name === 'MessageAbortedError' ? 'Interrupted' : cutError(message ?? 'Unknown error');
  return subagent === undefined ? [{ kind: 'turn_failure', error: text }] : [];
}

/** Busy and idle show that the session is alive; a retry is worth a row. */
function readStatus(event: OpencodeEvent): Fact[] {
  const status = objectOf(event.input.status);
  if (status.type !== 'retry') return [];
  const message = cutError(textOf(status.message) ?? 'Unknown error');
  const attempt = numberOf(status.attempt);
  return note(event, 'retry', `Retries the request: ${message}`, {
    error_message: message,
    metadata: defined({ attempt }),
  });
}

/**
 * Returns the tokens of a message that ended: one call of the model. The parts "step-finish" have the same numbers but not the model. The
 * input does not include the cache, and a cost of 0 means that the client knows no price.
 */
function readUsage({ subagent, input }: OpencodeEvent): Fact[] {
  const info = objectOf(input.info);
  const tokens = objectOf(info.tokens);
  const cache = objectOf(tokens.cache);
  const [id, model] = [textOf(info.id), textOf(info.modelID)];
  const [read, write, reasoning] = [cache.read, cache.write, tokens.reasoning].map(countOf);
  const input_tokens = countOf(tokens.input) + (read ?? 0) + (write ?? 0);
  const output_tokens = outputTokens(tokens, input_tokens);
  if (!id || !model || input_tokens + output_tokens === 0) return [];
  const cost = countOf(info.cost);
  return [
    defined({
      kind: 'usage' as const,
      id,
      subagent,
      model,
      input_tokens,
      output_tokens,
      cached_tokens: read,
      cache_write_tokens: write,
      reasoning_tokens: reasoning,
      cost_usd: cost > 0 ? cost : undefined,
    }),
  ];
}

/** Versions differ in whether the output includes the reasoning; the total always does. */
function outputTokens(tokens: JsonObject, input: number): number {
  const total = countOf(tokens.total);
  return total > input ? total - input : countOf(tokens.output) + countOf(tokens.reasoning);
}

function countOf(value: Json | undefined): number {
  return Math.max(0, numberOf(value) ?? 0);
}

function note(
  { subagent }: OpencodeEvent,
  action_type: string,
  description: string,
  more: Partial<CapturedRow> = {},
): Fact[] {
  return [
    defined({ kind: 'note', subagent, row: { action_type, description: firstLine(description), ...more } }),
  ];
}
