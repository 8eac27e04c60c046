/**
 * Makes the texts of a reported error storable, so that no text of an error stops its report. NUL and half a surrogate pair become U+FFFD.
 * A text over its limit is cut, and ends with its full length. Any other value that cannot be stored is refused (refuse-unstorable.ts).
 * The database cuts at the same limits (supabase/schema/values/limits.sql).
 */

const MAX_ERROR_CHARACTERS = 20_000;
const MAX_REASONING_CHARACTERS = 100_000;
/** A context value has at most 128 KB. */
const MAX_CONTEXT_BYTES = 131_072;
/** Number of characters that fit into 128 KB in any script. */
const MAX_CONTEXT_CHARACTERS = 32_000;

/** Actions and outcomes that end a step without success. */
const UNSUCCESSFUL_ENDS = new Set([
  'fail_step',
  'block',
  'reject_step',
  'skip_step',
  'release_step',
  'fail',
  'skip',
  'release',
]);

/** Fields of a request that hold rows with the same fields. */
const ROWS = ['logs', 'entries', 'arguments'] as const;

const REPLACEMENT = '\ufffd';
/** A high surrogate without its low surrogate. */
const HALF_AT_END = /[\ud800-\udbff]$/;

/** Replaces characters that cannot be stored, and cuts the text to a number of characters. A cut text ends with its full length. */
export function storableText(text: string, maxCharacters: number): string {
  const clean = text.replaceAll('\0', REPLACEMENT).replace(/\p{Surrogate}/gu, REPLACEMENT);
  if (clean.length <= maxCharacters) return clean;
  const note = `… [cut from ${text.length.toLocaleString('en')} characters]`;
  return clean.slice(0, maxCharacters - note.length).replace(HALF_AT_END, '') + note;
}

/** Makes the text of an error storable. */
export const cleanErrorText = (text: string): string => storableText(text, MAX_ERROR_CHARACTERS);

function cleanContextValue(text: string): string {
  const isTooLarge =
    text.length > MAX_CONTEXT_CHARACTERS && new TextEncoder().encode(text).length > MAX_CONTEXT_BYTES;
  return storableText(text, isTooLarge ? MAX_CONTEXT_CHARACTERS : text.length);
}

type Fields = Record<string, unknown>;

interface Rule {
  field: string;
  isErrorText: (fields: Fields) => boolean;
  clean: (text: string) => string;
}

const RULES: readonly Rule[] = [
  { field: 'error_message', isErrorText: () => true, clean: cleanErrorText },
  {
    field: 'description',
    isErrorText: (fields) =>
      typeof fields.error_message === 'string' ||
      UNSUCCESSFUL_ENDS.has(String(fields.action_type)) ||
      UNSUCCESSFUL_ENDS.has(String(fields.outcome)),
    clean: cleanErrorText,
  },
  {
    field: 'agent_reasoning',
    isErrorText: ({ status }) => status === 'blocked' || status === 'failed',
    clean: (text) => storableText(text, MAX_REASONING_CHARACTERS),
  },
  {
    field: 'context_value',
    isErrorText: ({ context_type }) => context_type === 'blockers',
    clean: cleanContextValue,
  },
];

function cleanFields(fields: Fields): Fields {
  const cleaned: Fields = {};
  for (const { field, isErrorText, clean } of RULES) {
    const value = fields[field];
    if (typeof value === 'string' && isErrorText(fields)) cleaned[field] = clean(value);
  }
  for (const name of ROWS) if (name in fields) cleaned[name] = cleanErrorTexts(fields[name]);
  const isChanged = Object.entries(cleaned).some(([name, value]) => value !== fields[name]);
  return isChanged ? { ...fields, ...cleaned } : fields;
}

/** Returns a request with storable error texts; the same object if nothing changed. */
export function cleanErrorTexts(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (!Array.isArray(value)) return cleanFields(value as Fields); // any object
  const items = value.map(cleanErrorTexts);
  return items.some((item, index) => item !== value[index]) ? items : value;
}
