/** Finds private keys in PEM: as lines, as JSON with escaped lines, as quoted lines of code, as numbered lines and as lists of lines. */
import type { Mark } from './mark';
import { rewrite, SEPARATOR } from './rewrite';

/**
 * The body takes dashes only one at a time, and quotes only between two lines of a literal, so that a block without an end stops soon.
 */
const BLOCK = new RegExp(
  [
    '-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----',
    String.raw`(?<body>[\w+/=\s\\:,.()→|\x1e]*(?:(?:-(?!----)|\\?["'\x60][ \t]*[+,]?(?:\\n|\s){1,40}\\?["'\x60])[\w+/=\s\\:,.()→|\x1e]*){0,500})`,
    '(?<end>-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?',
  ].join(''),
  'g',
);

/** As in the files of PuTTY. */
const PUTTY = /(?<=Private-Lines: \d{1,4}(?:\r?\n|\\n))[\w+/=\n\r\\]{20,}/g;

/** Returns the text with private keys marked. A key that spans several strings leaves a mark in each. */
export function redactPrivateKeys(text: string, mark: Mark): string {
  const unlined = text.includes('Private-Lines')
    ? rewrite(text, PUTTY, ([key]) => mark('private-key', key))
    : text;
  if (!unlined.includes('PRIVATE KEY')) return unlined;
  return rewrite(unlined, BLOCK, ({ 0: block, groups }) => {
    const ofBlock = (part: string) => (part.trim() === '' ? part : mark('private-key', part));
    // A short key is one only if it ends: code and prose name the first line, too.
    const body = groups?.end === undefined ? /[A-Za-z0-9+/=]{24}/ : /[A-Za-z0-9+/=]{6}/;
    if (!body.test(groups?.body ?? '')) return block;
    if (groups?.end !== undefined) return block.split(SEPARATOR).map(ofBlock).join(SEPARATOR);
    const [first = '', ...others] = block.split(SEPARATOR);
    return [ofBlock(first), ...others].join(SEPARATOR);
  });
}
