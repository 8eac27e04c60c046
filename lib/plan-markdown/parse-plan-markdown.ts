/**
 * Reads a plan from Markdown as people write it. The steps are the first of these that the text has: lines such as `**1. Setup**`, items
 * of numbered lists and checklists, rows of a table of tasks, headings, items of bulleted lists, lines. Text nested in a step joins its
 * description. Any text is accepted, and lines in no step are returned.
 */
import { lexer, type Token, type Tokens } from 'marked';
import { plainText } from './markdown-text';
import { BOLD_DEPTH, toMarkdownLines } from './plan-lines';
import { type DraftStep, readStepHead } from './step-head';
import { type Part, tableParts } from './table-parts';

const MAX_TEXT_LENGTH = 200_000;
const MAX_STEPS = 1000;
const MAX_DESCRIPTION_LENGTH = 10_000;

interface Split {
  parts: Part[];
  unread: string[];
}

export interface ParsedPlan {
  /** In order, at most 1,000; empty for a blank text. */
  steps: DraftStep[];
  /** The lines that are in no step, in order. */
  unread: string[];
}

export function parsePlanMarkdown(text: string): ParsedPlan {
  // Postgres stores neither NUL nor half a surrogate pair.
  const clean = text.slice(0, MAX_TEXT_LENGTH).replaceAll('\0', '').toWellFormed();
  const { parts, unread } = splitText(toMarkdownLines(clean));
  const steps: DraftStep[] = [];
  for (const part of parts) {
    if (steps.length === MAX_STEPS) {
      unread.push(...linesOf(`${part.head}\n${part.details}`));
      continue;
    }
    const step = toStep(part, steps.length + 1);
    if (step.description === '') continue;
    unread.push(...linesOf(step.description.slice(MAX_DESCRIPTION_LENGTH)));
    // Cutting may leave half a character.
    steps.push({ ...step, description: step.description.slice(0, MAX_DESCRIPTION_LENGTH).toWellFormed() });
  }
  unread.push(...linesOf(text.slice(MAX_TEXT_LENGTH)));
  return { steps, unread };
}

const linesOf = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

function splitText(text: string): Split {
  try {
    const split = splitTokens(lexer(text));
    if (split) return split;
  } catch {
    // Too deeply nested for the parser; its lines can still be read.
  }
  const parts = text.split('\n').map((line) => ({ head: line.replace(/^[\s>#*+-]+/, ''), details: '' }));
  return { parts, unread: [] };
}

function splitTokens(tokens: Token[]): Split | null {
  if (headings(tokens, BOLD_DEPTH) >= 2) return splitSections(tokens, BOLD_DEPTH);
  const isList = (token: Token): token is Tokens.List => token.type === 'list';
  const isListed = (token: Token) =>
    isList(token) && (token.ordered || token.items.some((item) => item.task));
  const partsOfTable = (token: Token) => (token.type === 'table' ? tableParts(token as Tokens.Table) : null); // a generic token may have any name
  const partsOfList = (token: Token) => (isList(token) ? itemsOf(token) : null);
  if (tokens.some(isListed))
    return splitBlocks(tokens, (token) => (isListed(token) ? partsOfList(token) : null));
  if (tokens.some(partsOfTable)) return splitBlocks(tokens, partsOfTable);
  const depth = [1, 2, 3, 4, 5].find((level) => headings(tokens, level) >= 2);
  if (depth !== undefined) return splitSections(tokens, depth);
  return tokens.some(isList) ? splitBlocks(tokens, partsOfList) : null;
}

const headings = (tokens: Token[], depth: number) =>
  tokens.filter((token) => token.type === 'heading' && token.depth === depth).length;

const unreadOf = (token: Token) => (['space', 'hr'].includes(token.type) ? [] : linesOf(token.raw));

function splitBlocks(tokens: Token[], partsOf: (token: Token) => Part[] | null): Split {
  const split: Split = { parts: [], unread: [] };
  for (const token of tokens) {
    const parts = partsOf(token);
    if (parts) split.parts.push(...parts);
    else split.unread.push(...unreadOf(token));
  }
  return split;
}

function itemsOf(list: Tokens.List): Part[] {
  return list.items.map((item) => {
    const isText = (token: Token) => token.type === 'text' || token.type === 'paragraph';
    const at = item.tokens.findIndex(isText);
    const first = item.tokens[at];
    const [head = '', ...rest] = first ? plainText([first]).trim().split('\n') : [];
    const more = plainText(item.tokens.filter((token, index) => index !== at && token.type !== 'checkbox'));
    return { head, details: [...rest, more].join('\n') };
  });
}

function splitSections(tokens: Token[], depth: number): Split {
  const sections: { heading: Token; body: Token[] }[] = [];
  const unread: string[] = [];
  for (const token of tokens) {
    if (token.type === 'heading' && token.depth === depth) sections.push({ heading: token, body: [] });
    else if (sections.length > 0) sections.at(-1)?.body.push(token);
    else unread.push(...unreadOf(token));
  }
  const parts = sections.map(({ heading, body }) => ({
    head: plainText([heading]).replaceAll('\n', ' '),
    details: plainText(body),
  }));
  return { parts, unread };
}

function toStep({ head, details }: Part, place: number): DraftStep {
  const step = readStepHead(head, place);
  return { ...step, description: [step.description, details.trim()].filter(Boolean).join('\n').trim() };
}
