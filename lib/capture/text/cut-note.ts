/** The note that stands in a text whose middle was cut. It keeps the length and the hash of the whole text. */
import { createHash } from 'node:crypto';

export interface WholeText {
  length: number;
  /** The start of its SHA-256. */
  hash: string;
}

const NOTE = /\n\[cut: (\d+) characters, sha256 ([0-9a-f]{16})…\]\n/;

export function cutNote({ length, hash }: WholeText): string {
  return `\n[cut: ${length} characters, sha256 ${hash}…]\n`;
}

/** Returns the length and the hash of a text, as it was before it was cut. */
export function wholeText(text: string): WholeText {
  const [, length, hash] = NOTE.exec(text) ?? [];
  if (length !== undefined && hash !== undefined) return { length: Number(length), hash };
  return { length: text.length, hash: createHash('sha256').update(text).digest('hex').slice(0, 16) };
}
