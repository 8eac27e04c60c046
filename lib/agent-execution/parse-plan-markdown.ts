/**
 * A plan out of Markdown as people write it. What counts as a step, in this order of choice: the items of numbered lists and
 * checklists; headings, where two or more stand on one level; the items of bulleted lists; lines. What is nested in a step
 * joins its description. It takes any text and never throws.
 */
import { lexer, type Token, type Tokens } from 'marked';
import { plainText } from './markdown-text';
import { type DraftStep, readStepHead } from './step-head';

const MAX_TEXT = 200_000;
const MAX_STEPS = 1000;
const MAX_DESCRIPTION = 10_000;

/** A step's first line, and what belongs to it. */
interface Part {
  head: string;
  details: string;
}

/** Steps in order, at most 1,000; none when there is nothing in the text. */
export function parsePlanMarkdown(text: string): DraftStep[] {
  // A database text holds neither.
  const clean = text.slice(0, MAX_TEXT).replaceAll('\0', '').toWellFormed();
  const steps: DraftStep[] = [];
  for (const part of partsOf(clean)) {
    if (steps.length === MAX_STEPS) break;
    const step = toStep(part, steps.length + 1);
    if (step) steps.push(step);
  }
  return steps;
}

function partsOf(text: string): Part[] {
  try {
    const tokens = lexer(text);
    const lists = tokens.filter((token): token is Tokens.List => token.type === 'list');
    const isListed = (list: Tokens.List) => list.ordered || list.items.some((item) => item.task);
    if (lists.some(isListed)) return lists.filter(isListed).flatMap(itemsOf);
    const depth = depthOfSteps(tokens);
    if (depth !== undefined) return sectionsOf(tokens, depth);
    if (lists.length > 0) return lists.flatMap(itemsOf);
  } catch {
    // Nested so deeply that no parser follows; its lines can still be had.
  }
  return text.split('\n').map((line) => ({ head: line.replace(/^[\s>#*+-]+/, ''), details: '' }));
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

/** The level whose headings are steps: the highest with two or more. */
function depthOfSteps(tokens: Token[]): number | undefined {
  const depths = tokens.flatMap((token) => (token.type === 'heading' ? [Number(token.depth)] : []));
  return [1, 2, 3, 4, 5, 6].find((depth) => depths.filter((known) => known === depth).length >= 2);
}

function sectionsOf(tokens: Token[], depth: number): Part[] {
  const sections: { heading: Token; body: Token[] }[] = [];
  for (const token of tokens) {
    if (token.type === 'heading' && token.depth === depth) sections.push({ heading: token, body: [] });
    else sections.at(-1)?.body.push(token);
  }
  return sections.map(({ heading, body }) => ({
    head: plainText([heading]).replaceAll('\n', ' '),
    details: plainText(body),
  }));
}

function toStep({ head, details }: Part, place: number): DraftStep | null {
  const step = readStepHead(head, place);
  const description = [step.description, details.trim()].filter(Boolean).join('\n').trim();
  if (description === '') return null;
  // Cutting may leave half a character.
  return { ...step, description: description.slice(0, MAX_DESCRIPTION).toWellFormed() };
}
