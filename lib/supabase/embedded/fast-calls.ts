/**
 * Decides which calls may be batched (group-commit.ts). Functions of the schema private run them without the caller's role, so they are
 * calls of an unrestricted person or agent that may write, with nothing unusual in their arguments, and the server's own calls with agent
 * keys. All other calls, and all errors, are left to the general path.
 */
import { type Fields, isFields } from '../../agent-execution/is-fields.ts';
import type { Caller } from './caller.ts';

/** A call that may be batched. */
export interface FastCall {
  /** The function of the schema private that runs the batch. */
  runs:
    | 'run_moves'
    | 'begin_plans'
    | 'claim_steps'
    | 'read_plans'
    | 'set_contexts'
    | 'identify_keys'
    | 'capture_events'
    | 'capture_by_keys';
  /** The call as the function reads it: a JSON object. */
  item: string;
  /** The moves of a plan, the queue of a claim or the reads of a plan. null for all other calls. */
  subject: string | null;
  /** Batches with calls of the same key run one after the other; null for a call that may run beside all others. */
  key: string | null;
  /** Whether one batch may have several calls of the same key. */
  sharesKey: boolean;
}

const MAX_BODY_CHARS = 65_536;
const MAX_INTEGER = 2 ** 31 - 1;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Escapes that jsonb may refuse: NUL and half a surrogate pair. */
const UNSTORABLE = /\\u(?:0000|d[89a-f])/i;

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isId: Check = (value) => typeof value === 'string' && UUID.test(value);
const isInteger: Check = (value) => Number.isInteger(value) && Math.abs(Number(value)) <= MAX_INTEGER;
const isToken: Check = (value) => Number.isSafeInteger(value);
const isNumber: Check = (value) => Number.isFinite(value);
const isFalse: Check = (value) => value === false;
const isAny: Check = () => true;
/**
 * The lease of a row is an argument; one in the metadata means something else. Usage counts for the budget of the caller's key, which a
 * batch does not know.
 */
const NOT_PLAIN = [
  'lease_token',
  'lease_seconds',
  'claim_key',
  'usage',
  'gen_ai.usage.input_tokens',
  'gen_ai.usage.output_tokens',
];
const isPlainMetadata: Check = (value) => isFields(value) && !NOT_PLAIN.some((name) => name in value);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || value === null || check(value);

const move = {
  plan_id: isId,
  step_number: isInteger,
  action_type: (value: unknown) => value === 'start_step' || value === 'complete_step',
  description: optional(isText),
  result: isAny,
  agent_confidence: optional(isNumber),
  metadata: optional(isPlainMetadata),
  lease_token: optional(isToken),
  lease_seconds: optional(isNumber),
  agent_name: optional(isText),
};
const report = {
  plan_id: isId,
  step_number: isInteger,
  action_type: (value: unknown) => value === 'complete_step',
  lease_token: isToken,
  description: optional(isText),
  result: isAny,
  lease_seconds: optional(isNumber),
  claim_key: optional(isText),
  agent_name: optional(isText),
};
const creation = {
  task_id: isText,
  plan_type: isText,
  steps: Array.isArray,
  reasoning: optional(isText),
  metadata: optional(isFields),
};
/** Where a claim looks for a step. */
const queue = { plan_id: optional(isId), task_id: optional(isText), plan_type: optional(isText) };
const read = { plan_id: isId, include_logs: optional(isFalse), include_context: optional(isFalse) };
/** Without if_version, because one outdated version would fail the batch. */
const entry = {
  context_type: isText,
  context_key: isText,
  context_value: isText,
  task_id: optional(isText),
  plan_id: optional(isId),
  step_number: optional(isInteger),
  metadata: optional(isFields),
  expires_at: optional(isText),
  ttl_seconds: optional(isNumber),
};
const capture = { client: isText, events: Array.isArray, rules_version: optional(isToken) };
const exchange = { key: isText, per_minute: optional(isInteger) };
const captureByKey = { ...exchange, client: isText, events: Array.isArray, rules_version: isToken };
const lease = {
  /** Has a default if it is absent; null is an error. */
  lease_seconds: (value: unknown) => value === undefined || isNumber(value),
  claim_key: optional(isText),
  agent_name: optional(isText),
};

/** The functions that may be batched: what runs them, and what their arguments must be. */
const functions = new Map<string, { runs: FastCall['runs']; checks: Record<string, Check> }>([
  ['agent_move_step', { runs: 'run_moves', checks: move }],
  ['agent_report_move', { runs: 'run_moves', checks: move }],
  ['agent_report_step', { runs: 'run_moves', checks: report }],
  ['agent_create_plan', { runs: 'begin_plans', checks: creation }],
  ['agent_begin_plan', { runs: 'begin_plans', checks: { ...creation, ...lease } }],
  ['agent_claim_step', { runs: 'claim_steps', checks: { ...queue, ...lease } }],
  ['agent_get_plan', { runs: 'read_plans', checks: read }],
  ['agent_set_context', { runs: 'set_contexts', checks: entry }],
  ['agent_capture_events', { runs: 'capture_events', checks: capture }],
  ['agent_identify_key', { runs: 'identify_keys', checks: exchange }],
  ['agent_capture_by_key', { runs: 'capture_by_keys', checks: captureByKey }],
]);

interface Identity {
  owner: string;
  actor: string;
  is_agent: boolean;
  /** Absent for a person. */
  key_id?: string;
}

/** Returns the identity that the log records; null for a caller whose rights the general path must check. */
function readIdentity({ role, claims }: Caller): Identity | null {
  if (role !== 'authenticated') return null;
  const { sub, email, agent_name, agent_key_id, scopes, ...others }: Fields = JSON.parse(claims);
  const isRestricted = ['automation', 'task_id', 'plan_id'].some((name) => name in others);
  const mayWrite = scopes === undefined || (Array.isArray(scopes) && scopes.includes('write'));
  const actor = agent_name ?? email ?? sub;
  if (isRestricted || !mayWrite || typeof sub !== 'string' || typeof actor !== 'string') return null;
  const identity = { owner: sub, actor, is_agent: agent_name !== undefined };
  return typeof agent_key_id === 'string' ? { ...identity, key_id: agent_key_id } : identity;
}

/** Returns whether the caller is the server that exchanges agent keys, as is_key_exchange does in SQL. */
function isKeyExchange({ role, claims }: Caller): boolean {
  return role === 'authenticated' && JSON.parse(claims).key_exchange === true;
}

/**
 * Returns what the owner's call is about: the plan of a move or of a read, or where a claim looks. Each function has subjects of its own,
 * so that the moves of a plan are still batched after a claim or a read of it that was not handled.
 */
function subjectOf(runs: FastCall['runs'], given: Fields, { owner }: Identity): string | null {
  if (runs === 'begin_plans' || runs === 'set_contexts' || runs === 'capture_events') return null;
  const plan = typeof given.plan_id === 'string' ? given.plan_id.toLowerCase() : null;
  return JSON.stringify([runs, owner, plan, given.task_id, given.plan_type]);
}

/**
 * Returns the plan of a move, the chain of an entry's log rows, and for a claim what it shares with its repetition. null for a read, and
 * for a new plan without a claim_key.
 */
function keyOf(runs: FastCall['runs'], given: Fields, { owner, actor }: Identity): string | null {
  if (runs === 'read_plans' || runs === 'capture_events') return null;
  if (runs === 'run_moves') return String(given.plan_id).toLowerCase();
  if (runs === 'set_contexts') return JSON.stringify([owner, given.plan_id ?? given.task_id]);
  if (typeof given.claim_key === 'string') return JSON.stringify([owner, given.claim_key]);
  return runs === 'begin_plans' ? null : JSON.stringify([owner, actor, given.agent_name]);
}

/** Returns the call as an item of a batch, or null. `given` is the parsed body. */
export function fastCall(name: string, body: string, given: Fields, caller: Caller): FastCall | null {
  const known = functions.get(name);
  if (!known || body.length > MAX_BODY_CHARS || UNSTORABLE.test(body)) return null;
  const { runs, checks } = known;
  const isKnown = Object.keys(given).every((key) => Object.hasOwn(checks, key));
  if (!isKnown || !Object.entries(checks).every(([key, check]) => check(given[key]))) return null;
  if (runs === 'identify_keys' || runs === 'capture_by_keys')
    return isKeyExchange(caller) ? { runs, item: body, subject: null, key: null, sharesKey: false } : null;
  const identity = readIdentity(caller);
  if (!identity) return null;
  // The text of the body keeps the digits of numbers that a double would change.
  const own = JSON.stringify({ call: name, ...identity });
  const members = body.slice(body.indexOf('{') + 1, body.lastIndexOf('}')).trim();
  const item = members === '' ? own : `{${members},${own.slice(1)}`;
  return {
    runs,
    item,
    subject: subjectOf(runs, given, identity),
    key: keyOf(runs, given, identity),
    sharesKey: runs === 'set_contexts',
  };
}
