/** Fits what clients send to the limits of the database, so that no long path or odd number costs a row. */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { CapturedRow } from './captured-row';
import type { EventIdentity } from './client-mapping';
import type { ContextFact, UsageFact } from './facts';
import { hashOf } from './hash-of';
import { firstLine, listOf, objectOf } from './payload';
import { cutText } from './text/cut-text';

const MAX_SESSION_LENGTH = 300;
const MAX_EVENT_LENGTH = 100;
const MAX_KEY_LENGTH = 500;
const MAX_NAME_LENGTH = 100;
const MAX_ENTITY_LENGTH = 200;
const MAX_CONTEXT_KEY_LENGTH = 300;
/** In characters of JSON; the database allows 16 KB. */
const MAX_METADATA_LENGTH = 4000;
const MAX_CHANGED_PATH_LENGTH = 100;
/** What the evidence of a plan and an import need of a row. */
const LASTING = ['tool', 'call', 'is_refused', 'test', 'commit', 'pull_request', 'occurred_at'];
/** Events have no times outside of these years. */
const YEARS = /^(?:19[7-9]|[2-9]\d)\d/;

/** Returns a text of at most `maxLength` characters. A longer one is cut and ends with its hash, so that it stays different from others. */
function shorten(text: string, maxLength: number): string {
  return text.length <= maxLength
    ? text
    : `${[...text].slice(0, maxLength / 2 - 17).join('')}…${hashOf(text)}`;
}

/** Returns the end of a path. */
function endOf(path: string, maxLength: number): string {
  return path.length <= maxLength ? path : `…${[...path].slice(1 - maxLength / 2).join('')}`;
}

/** Returns an identity that the inbox can store. */
export function fitIdentity({ session, event, key, at }: EventIdentity): EventIdentity {
  const time = Date.parse(at ?? '');
  const moment = Number.isFinite(time) ? new Date(time).toISOString() : '';
  return {
    session: shorten(session, MAX_SESSION_LENGTH),
    event: shorten(event, MAX_EVENT_LENGTH),
    key: shorten(key, MAX_KEY_LENGTH),
    ...(YEARS.test(moment) && { at: moment }),
  };
}

/** Returns metadata of at most the length: without `git` and with short paths of changes, or else only what lasts. */
function fitMetadata(metadata: JsonObject): JsonObject {
  const isLarge = (value: JsonObject) => JSON.stringify(value).length > MAX_METADATA_LENGTH;
  if (!isLarge(metadata)) return metadata;
  const { git: _, changes, ...rest } = metadata;
  const short = { ...rest, ...(changes !== undefined && { changes: shortChanges(changes) }), is_cut: true };
  if (!isLarge(short)) return short;
  const lasting = Object.entries(metadata)
    .filter(([key]) => LASTING.includes(key))
    .map(([key, value]) => [key, typeof value === 'string' ? shorten(value, MAX_CONTEXT_KEY_LENGTH) : value]);
  return { ...Object.fromEntries(lasting), is_cut: true };
}

function shortChanges(changes: Json): JsonObject[] {
  return listOf(changes).map((change) => {
    const { path, ...lines } = objectOf(change);
    return { path: endOf(String(path), MAX_CHANGED_PATH_LENGTH), ...lines };
  });
}

/** Returns a row that the log can store. The database itself cuts long descriptions and errors. */
export function fitRow(row: CapturedRow): CapturedRow {
  const { entity_id, metadata } = row;
  return {
    ...row,
    ...(entity_id !== undefined && { entity_id: endOf(entity_id, MAX_ENTITY_LENGTH) }),
    ...(metadata !== undefined && { metadata: fitMetadata(metadata) }),
  };
}

/** Returns a line for a step; `instead` stands for a text without letters. */
export function stepText(text: string, instead: string, maxLength = 300): string {
  return firstLine(text, maxLength) || instead;
}

/** Returns the result of a step with a final message. */
export function resultOf(message: string | undefined): { result?: JsonObject } {
  return message === undefined ? {} : { result: cutText('message', message) };
}

export function fitEntry({
  context_type,
  context_key,
  context_value,
}: ContextFact['entry']): ContextFact['entry'] {
  return { context_type, context_key: shorten(context_key, MAX_CONTEXT_KEY_LENGTH), context_value };
}

const whole = (tokens: number | undefined) =>
  tokens === undefined ? undefined : Math.min(Math.max(0, Math.round(tokens)), Number.MAX_SAFE_INTEGER);

/** Returns usage with whole numbers of tokens, and without a cost that is none. */
export function fitUsage(usage: UsageFact): UsageFact {
  const { cost_usd } = usage;
  return {
    ...usage,
    id: shorten(usage.id, MAX_KEY_LENGTH),
    model: shorten(usage.model.trim() || 'unknown', MAX_NAME_LENGTH),
    input_tokens: whole(usage.input_tokens),
    output_tokens: whole(usage.output_tokens),
    cached_tokens: whole(usage.cached_tokens),
    cache_write_tokens: whole(usage.cache_write_tokens),
    reasoning_tokens: whole(usage.reasoning_tokens),
    cost_usd: cost_usd !== undefined && cost_usd >= 0 && cost_usd <= 1e6 ? cost_usd : undefined,
  };
}
