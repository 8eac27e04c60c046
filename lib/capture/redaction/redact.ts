/**
 * Replaces the secrets of a payload by typed marks before it is stored. All strings are searched as one text, so that each rule starts once
 * however many strings there are. The time is linear in the size of the payload.
 */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { redactAssignments } from './assignments';
import { redactCredentials } from './credentials';
import { namesEnvFile, redactEnvLines } from './env-lines';
import { createMark, hasMark, isMark, type Mark } from './mark';
import { redactPrivateKeys } from './private-keys';
import { SEPARATOR } from './rewrite';
import { isHarmless, isLabel, isSecretCollection, secretTypeOf } from './secret-names';
import { redactTokens } from './tokens';
import { redactVendorTokens } from './vendor-rules';

/** A deeper value is dropped: no client nests so deep, and JSON.stringify and Postgres have limits, too. */
export const MAX_DEPTH = 500;
export const TOO_DEEP = '[dropped: nested too deeply]';

/** A mark can uncover a secret beside it. Texts that people and tools write need two rounds at most. */
const MAX_ROUNDS = 4;

/** The names of fields are searched from this length: shorter ones are not tokens. */
const MIN_TOKEN_LENGTH = 20;

type Value = Json | undefined;

/** Where a string stands. */
interface Place {
  /** The secret that the name of its field promises. */
  type: string | null;
  /** Whether that holds for all strings below, too. */
  isCollection: boolean;
  /** Whether the object, or one around it, is about a .env file. */
  isEnvFile: boolean;
  depth: number;
}

const TOP: Place = { type: null, isCollection: false, isEnvFile: false, depth: 0 };

type Visit = (text: string, place: Place) => string;

function redactOnce(text: string, mark: Mark, hasEnvFile: boolean): string {
  const keyless = redactPrivateKeys(text, mark);
  const unnamed = redactVendorTokens(redactTokens(keyless, mark), mark);
  const named = redactAssignments(redactCredentials(unnamed, mark), mark);
  return hasEnvFile ? redactEnvLines(named, mark) : named;
}

function redactText(text: string, mark: Mark, hasEnvFile: boolean): string {
  let current = text;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const next = redactOnce(current, mark, hasEnvFile);
    if (next === current) break;
    current = next;
  }
  return current;
}

/** An edit may replace the value of a line alone. */
const REPLACED = /^(?:old|new)_?(?:str|string)$/i;

function isAboutEnvFile({ file_path, filePath, path }: JsonObject): boolean {
  return [file_path, filePath, path].some((value) => typeof value === 'string' && namesEnvFile(value));
}

/** Returns the place of a field. The name of a pair such as { key, value } is the name of its value. */
function placeOfField(fields: JsonObject, name: string, outer: Place): Place {
  const { type, isCollection, isEnvFile, depth } = outer;
  const pair = fields.key ?? fields.name;
  const isPair = (name === 'value' || name === 'Value') && typeof pair === 'string';
  const inherited = isCollection ? type : null;
  return {
    type: secretTypeOf(isPair ? pair : name) ?? (isEnvFile && REPLACED.test(name) ? 'env' : inherited),
    isCollection: isCollection || isPair || isSecretCollection(name),
    isEnvFile,
    depth: depth + 1,
  };
}

/** Returns a copy of a value in which each string, and each name of a field, is what `visit` returns for it. */
function mapStrings(value: Value, place: Place, visit: Visit): Value {
  if (typeof value === 'string') return visit(value, place);
  if (typeof value === 'number' && place.type === 'password') return visit(String(value), place);
  if (typeof value !== 'object' || value === null) return value;
  if (place.depth >= MAX_DEPTH) return TOO_DEEP;
  if (Array.isArray(value))
    return value.map((item, at) => mapStrings(item, placeOfItem(value, at, place), visit) ?? null);
  const isEnvFile = place.isEnvFile || isAboutEnvFile(value);
  const outer = { ...place, type: place.isCollection ? place.type : null, isEnvFile };
  const nameless: Place = { ...TOP, depth: place.depth };
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name.length < MIN_TOKEN_LENGTH ? name : visit(name, nameless),
      mapStrings(field, placeOfField(value, name, outer), visit),
    ]),
  );
}

/** Returns the place of an item. An item after an option such as --password is its value. */
function placeOfItem(items: Json[], at: number, place: Place): Place {
  const previous = at > 0 ? items[at - 1] : undefined;
  return { ...place, type: place.type ?? typeOfArgument(previous), depth: place.depth + 1 };
}

function typeOfArgument(option: Value): string | null {
  if (typeof option !== 'string' || !/^--?[\w-]{1,60}$/.test(option)) return null;
  if (/^(?:-u|-U|--user|--proxy-user)$/.test(option)) return 'user-info';
  return option.startsWith('--') ? secretTypeOf(option) : null;
}

/** Returns a string whose field promises a secret with what is left of it marked. */
function redactNamed(text: string, type: string | null, mark: Mark): string {
  if (type === null || isHarmless(text)) return text;
  if (type === 'env') return /[=\n]/.test(text) || hasMark(text) ? text : mark(type, text);
  if (type !== 'authorization' && isLabel(text)) return text;
  if (type === 'user-info')
    return text.replace(/(?<=^[\w.@+-]{1,100}:)(?!\d+$)[^/\s][^\s]*$/, (word) =>
      isMark(word) ? word : mark('password', word),
    );
  if (type !== 'authorization') return mark(type, text);
  const scheme = /^(?:basic|bearer|digest|token)\s+/i.exec(text)?.[0] ?? '';
  if (hasMark(text) || (scheme === '' && !/\d|.{20}/.test(text))) return text;
  return scheme + mark(type, text.slice(scheme.length));
}

/**
 * Returns a payload with its secrets replaced by marks: [redacted:type:hash], where the hash is the start of the HMAC of the secret with the
 * given key. It keeps all fields and lists, and it leaves marks alone. If a payload names a .env file, the values of all its lines
 * NAME=value are secrets.
 */
export function redact(payload: JsonObject, hashKey: string): JsonObject {
  const mark = createMark(hashKey);
  const texts: string[] = [];
  mapStrings(payload, TOP, (text) => {
    texts.push(text);
    return text;
  });
  const redacted = redactTexts(texts, mark);
  let at = 0;
  const result = mapStrings(payload, TOP, (_, { type }) => redactNamed(redacted[at++] ?? '', type, mark));
  return typeof result === 'object' && result !== null && !Array.isArray(result) ? result : {};
}

/** Returns the texts redacted. They are joined for speed, and searched one by one if one of them holds the separator. */
function redactTexts(texts: string[], mark: Mark): string[] {
  const joined = texts.join(SEPARATOR);
  const hasEnvFile = namesEnvFile(joined);
  const together = redactText(joined, mark, hasEnvFile).split(SEPARATOR);
  return together.length === texts.length
    ? together
    : texts.map((text) => redactText(text, mark, hasEnvFile));
}
