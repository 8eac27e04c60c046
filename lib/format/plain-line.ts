import { stripAnsi } from './ansi';

/** The marks at the start of a line: headings, quotes, bullets and fences. */
const LINE_MARKS = /^[^\S\n]*(?:#{1,6}[^\S\n]|>|[-*+][^\S\n]|(?:```|~~~)\S*$)/gm;
/** The line below the head of a table. */
const TABLE_RULE = /^[^\S\n]*\|?[^\S\n]*:?-{1,20}:?[^\S\n]*\|[-:|\s]*$/gm;
const TABLE_LINE = /^[^\S\n]*\|(.*)\|[^\S\n]*$/gm;
const LINK = /!?\[([^\]\n]{1,200})\]\([^()\s]{1,500}\)/g;
/** Not the asterisks of a path, such as src/**. */
const STRONG = /(?<![\w/*])\*\*(?=[^\s*/])([^\n*]{0,200}[^\s*/])\*\*(?![\w/*])/g;
const CODE = /`([^`\n]{1,200})`/g;

/** Returns a text as one line, without the codes of a terminal. */
export const oneLine = (text: string) => stripAnsi(text).replace(/\s+/g, ' ').trim();

/** Returns what a person or a model wrote as one line, without the marks of Markdown. */
export function plainLine(text: string): string {
  const plain = text
    .replace(TABLE_RULE, '')
    .replace(TABLE_LINE, (_, cells: string) => cells.replaceAll('|', ' · '))
    .replace(LINE_MARKS, '')
    .replace(LINK, '$1')
    .replace(STRONG, '$1')
    .replace(CODE, '$1');
  return oneLine(plain);
}
