/** Removes from the texts of a plan what a reader outside must not see: secrets, files, e-mail addresses and home folders. */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { redact } from '@/lib/capture/redaction/redact';

/** It may follow the sign of a line of a diff. */
const EMAIL =
  /(?<![\p{L}\p{N}_])[\p{L}\p{N}_][\p{L}\p{N}_.+-]{0,63}(?:@|%40)(?:[\p{L}\p{N}_-]{1,63}\.){1,5}\p{L}{2,24}(?![\p{L}\p{N}_-])/giu;
/** The user of an address of git over SSH, such as git@github.com:owner/name, names no person. */
const SERVICE_USER = /^git@/;

/** A home folder on Linux, macOS or Windows, in a path, in JSON, or in a URL. */
const HOME =
  /(?:[A-Za-z]:)?(?:\/|\\{1,4}|%2F|%5C)(?:home|Users|Documents and Settings)(?:\/|\\{1,4}|%2F|%5C)[^/\\\s"'`<>|:;,()[\]{}%]+/gi;
/** On Windows the name of a user may have blanks. */
const SPACED_HOME =
  /(?:[A-Za-z]:)?\\{1,4}(?:Users|Documents and Settings)\\{1,4}[^/\\\s"'`<>|:;,()[\]{}%]+(?: [^/\\\s"'`<>|:;,()[\]{}%]+){1,2}(?=\\)/gi;
const ROOT_HOME = /(?<![\w.~])\/root(?![\w.-])/g;
/** The name of a folder that a client made of a path, such as -home-ann-shop or C--Users-ann-shop. */
const DASHED_HOME = /(?<![^/\\\s"'`=:+])(?:[A-Za-z]-)?-(?:home|Users)-[^-/\\\s"'`]+/g;

/** Images and other files as text: nothing can look for secrets in them. */
const ENCODED = /(?:data:[\w.+-]+\/[\w.+-]+;base64,)?(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{256,}={0,2}/g;

function withoutPersons(text: string): string {
  return text
    .replace(ENCODED, '[encoded file]')
    .replace(EMAIL, (found) => (SERVICE_USER.test(found) ? found : '[e-mail address]'))
    .replace(SPACED_HOME, '~')
    .replace(HOME, '~')
    .replace(ROOT_HOME, '~')
    .replace(DASHED_HOME, '-~');
}

function mapTexts(value: Json | undefined): Json {
  if (typeof value === 'string') return withoutPersons(value);
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (Array.isArray(value)) return value.map(mapTexts);
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [withoutPersons(name), mapTexts(field)]),
  );
}

/**
 * Returns a value for a shared page. Secrets become the marks of captured runs. Their hashes have a key that exists only for this call, so
 * that two links do not reveal that they hide the same secret.
 */
export function redactShared<Shape extends JsonObject>(value: Shape): Shape {
  const key = crypto.randomUUID();
  return mapTexts(redact(value, key)) as Shape; // both keep all fields and lists
}
