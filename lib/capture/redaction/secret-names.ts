/** Says which names of fields, variables and options promise a secret, and which values contain none. */
import { isMark } from './mark';

const COMPOUND_KEYS = new Set(
  `access account admin api app auth cipher client deploy encryption functions hmac host ingest integration license master private role
  secret server service session shared signing ssh storage subscription webhook write`.split(/\s+/),
);

/** Words before "token" that make it a position in a list, a piece of text or a switch. */
const HARMLESS_TOKENS = new Set(
  `bos cancel cancellation cls comment continuation current design end eos first is last mask max min next num pad page pagination resume
  sep skip special start stop string sync syntax text type unk`.split(/\s+/),
);

/** Words that say which of several secrets it is: DB_PASSWORD_PROD, token2. */
const ENDINGS =
  /^(?:\d+|b64|base|base64|dev|live|local|main|new|old|plain|plaintext|primary|prod|production|raw|secondary|stage|staging|test|value)$/;

/** Returns the words of a name, in lower case: dbPassword and DB_PASSWORD are db, password. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}

/** Payloads repeat few names many times. */
const knownTypes = new Map<string, string | null>();
const MAX_KNOWN = 2000;

/** Returns the type of secret that a name promises; null for any other name. */
export function secretTypeOf(name: string): string | null {
  const ending = name.slice(-80);
  const known = knownTypes.get(ending);
  if (known !== undefined) return known;
  const type = typeOfWords(wordsOf(ending));
  if (knownTypes.size >= MAX_KNOWN) knownTypes.clear();
  knownTypes.set(ending, type);
  return type;
}

function typeOfWords(words: string[]): string | null {
  while (words.length > 1 && ENDINGS.test(words.at(-1) ?? '')) words.pop();
  const last = words.at(-1) ?? '';
  const before = words.at(-2) ?? '';
  if (
    /(?:passw(?:or)?d|passwort|passphrase|passcode|pwd)s?\d*$|^(?:pass|pw|(?:db|smtp|ssh|user)pass)$/.test(
      last,
    )
  )
    return 'password';
  if (last === 'word' || last === 'phrase' || last === 'code') return before === 'pass' ? 'password' : null;
  if (/secrets?\d*$/.test(last)) return 'secret';
  if (/token\d*$/.test(last)) return HARMLESS_TOKENS.has(before) ? null : 'token';
  if (last === 'tokens') return /^(?:access|api|auth|bearer|refresh)$/.test(before) ? 'token' : null;
  if (/(?:api|access|secret|private|account|auth|signing|encryption)keys?\d*$/.test(last)) return 'key';
  if (/^keys?$/.test(last) || (last === 'data' && before === 'key'))
    return COMPOUND_KEYS.has(last === 'data' ? (words.at(-3) ?? '') : before) ? 'key' : null;
  if (/^(?:authorization|auth)$/.test(last)) return 'authorization';
  if (/^(?:set)?cookies?$/.test(last)) return 'cookie';
  if (/^(?:jwt|bearer|pat)$/.test(last)) return 'token';
  return /^credentials?$/.test(last) ? 'credential' : null;
}

/** Returns whether a name holds only secrets, so everything below it is secret. */
export function isSecretCollection(name: string): boolean {
  return /(?:secrets|credentials|cookies|passwords)$/i.test(name);
}

const REFERENCE =
  /^(?:\$\{(?![^}]*:?-)|\$\(|\$[A-Z_][A-Z0-9_]*$|\$[a-z_]+$|\{\{|<[^<>]*>$|%[A-Za-z_]\w*%$|@env\b|env:|op:\/\/|vault:|(?:process|import\.meta)\.env\b|os\.(?:environ|getenv)\b)/;

const PATH = /^(?:\.{1,2}|~|\/(?:etc|home|opt|private|root|run|tmp|usr|var|Users|mnt|app|work))\//;

const WORDLESS =
  /^(?:true|false|null|none|nil|undefined|nan|yes|no|on|off|string|str|number|int|integer|bool|boolean|bytes?|object|any|unknown|never|void|optional|required|return|await|new|async|function|typeof|if|else|not|self|this|the|a|an|to|is|of|or|and|for|in|with|from|as|basic|bearer|password|passwd|hidden|text|include|omit|same-origin)$/i;

/** Returns whether a value is empty, a mark, a reference to a variable or file, a placeholder or a word of a language. */
export function isHarmless(value: string): boolean {
  const text = value.trim().replace(/^(?:basic|bearer|digest|token)\s{1,5}(?=\S)/i, '');
  return (
    /^[^\p{L}\p{N}]*$/u.test(text.slice(0, 1000)) ||
    /^(?:[xX*.•…_-]{3,}|\.\.\.)$/.test(text) ||
    isMark(text) ||
    REFERENCE.test(text) ||
    PATH.test(text) ||
    WORDLESS.test(text)
  );
}

/** Returns whether a value mixes letters with digits or signs, as generated secrets and most passwords do, but names do not. */
export function looksRandom(value: string): boolean {
  return (
    value.length >= 6 && /[A-Za-z]/.test(value) && /[0-9!@#$%^&*+=/~]/.test(value) && !isExpression(value)
  );
}

/** Returns whether a bare value is a member, a call or an index, as in req.body.token or getToken(). */
export function isExpression(value: string): boolean {
  return (
    /^[A-Za-z_$][\w$]*(?:(?:\??\.|::|->)[A-Za-z_$][\w$]*)*(?:\[|\()/.test(value) ||
    /^[A-Za-z_$][A-Za-z_$]*(?:\??\.[A-Za-z_$]+)+$/.test(value)
  );
}

/** Returns whether a quoted value is a sentence or a label: "Enter your password", "Password", "access_token". */
export function isLabel(value: string): boolean {
  return (
    /^[\p{Lu}][\p{L}'’]*(?: [\p{L}'’(),.:;!?-]+)+$/u.test(value) ||
    (/^[A-Za-z][A-Za-z_-]*$/.test(value) && secretTypeOf(value) !== null)
  );
}
