/** The typed marks that stand in place of secrets, such as [redacted:aws-access-key:1f3a9c]. */
import { createHmac } from 'node:crypto';

/** Returns the mark of a secret. Equal secrets have equal hashes of any type. */
export type Mark = (type: string, secret: string) => string;

const SHAPE = String.raw`\[redacted:[a-z0-9-]{1,40}:[0-9a-f]{6}\]`;
const WHOLE_MARK = new RegExp(`^(?:[A-Za-z][\\w-]{0,30}[ \\t]+)?${SHAPE}$`);
const ANY_MARK = new RegExp(SHAPE);

/** Returns a function that marks secrets. The hash is keyed: without the key, no list of weak passwords explains a mark. */
export function createMark(hashKey: string): Mark {
  const known = new Map<string, string>();
  return (type, secret) => {
    const hash = known.get(secret) ?? createHmac('sha256', hashKey).update(secret).digest('hex').slice(0, 6);
    known.set(secret, hash);
    return `[redacted:${type}:${hash}]`;
  };
}

/** Returns whether a text is one mark, perhaps after the name of an authorization scheme. */
export function isMark(text: string): boolean {
  return text.length < 100 && WHOLE_MARK.test(text);
}

export function hasMark(text: string): boolean {
  return ANY_MARK.test(text);
}
