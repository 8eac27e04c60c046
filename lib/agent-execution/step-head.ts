/** What a step's first line says beside what is to be done: "search: find papers (30 min, after 1)". */

/** A step as it is being drafted; its number is its place. */
export interface DraftStep {
  action: string;
  description: string;
  /** Minutes. */
  estimated_duration?: number;
  depends_on?: number[];
}

/** The kind of work where the text names none. */
export const PLAIN_ACTION = 'work';

const MAX_MINUTES = 525_600;
const NUMBER = String.raw`\d{1,6}(?:[.,]\d{1,3})?`;
const HOURS = String.raw`(?<hours>${NUMBER})\s?(?:hours?|hrs?|h)`;
const MINUTES = String.raw`(?<minutes>${NUMBER})\s?(?:minutes?|mins?|m)`;
const ABOUT = String.raw`(?:(?:est\.?|about|approx\.?|ca\.?)\s|[~≈]\s?)?`;
const SPAN = String.raw`${ABOUT}(?:${HOURS}(?:[\s,]{0,2}${MINUTES.replace('minutes', 'rest')})?|${MINUTES})(?:\sest\.?)?`;
const STEPS = String.raw`(?:steps?\s)?(?<steps>#?\d{1,4}(?:(?:\s?[,&]\s?|\sand\s)#?\d{1,4}){0,200})`;

const span = new RegExp(String.raw`(?<![\p{L}\p{N}.,])${SPAN}(?![\p{L}\p{N}])`, 'iu');
const lastSpan = new RegExp(String.raw`(?:^|[\s,;:–—-]{1,4})${SPAN}[.\s]{0,3}$`, 'iu');
const bracketedWait = new RegExp(String.raw`\b(?:depends on|after|needs|requires)\s${STEPS}`, 'iu');
const wait = new RegExp(String.raw`[,;–—-]?\s?\bdepends on:?\s${STEPS}\.?`, 'iu');
const brackets = /\s?[([]([^()[\]]{1,300})[)\]]/g;
const actionAtStart = /^(\p{L}[\p{L}\p{N}_-]{0,39}):\s+(?=\S)/u;
const numberAtStart = /^(?:step\s\d{1,4}[:.)\s–—-]{1,3}|\d{1,4}[.)]\s)/iu;

/** Reads the line of the step at a place. Of the steps it waits for, those before it are kept: none waits in a ring. */
export function readStepHead(line: string, place: number): DraftStep {
  let found: Partial<DraftStep> = {};
  let text = line.replace(/\s+/g, ' ').trim().replace(numberAtStart, '');
  text = text.replace(brackets, (whole, inner: string) => {
    const said = { ...found };
    const rest = take(said, take(said, inner, bracketedWait, place), span, place);
    // Brackets that say anything else are part of the text.
    if (rest === inner || !/^[\s,;·]*$/.test(rest)) return whole;
    found = said;
    return '';
  });
  text = take(found, text, wait, place);
  if (found.estimated_duration === undefined) text = take(found, text, lastSpan, place);
  const [prefix, word] = actionAtStart.exec(text) ?? [];
  return {
    ...found,
    action: word?.toLowerCase().slice(0, 100) ?? PLAIN_ACTION,
    description: text.slice(prefix?.length ?? 0).trim(),
  };
}

/** The text without what a pattern found in it, which goes to `found`. */
function take(found: Partial<DraftStep>, text: string, pattern: RegExp, place: number): string {
  const groups = pattern.exec(text)?.groups;
  return groups && keep(found, groups, place) ? text.replace(pattern, '') : text;
}

/** Keeps what a match says unless that was said before; whether it was kept. */
function keep(
  found: Partial<DraftStep>,
  { hours, minutes, rest, steps }: Record<string, string | undefined>,
  place: number,
): boolean {
  if (steps !== undefined && found.depends_on === undefined) {
    const numbers = (steps.match(/\d+/g) ?? []).map(Number).filter((number) => number >= 1 && number < place);
    if (numbers.length > 0) found.depends_on = [...new Set(numbers)].toSorted((a, b) => a - b);
    return true;
  }
  if (steps !== undefined || found.estimated_duration !== undefined) return false;
  const total = numberOf(hours) * 60 + numberOf(minutes) + numberOf(rest);
  if (total > MAX_MINUTES) return false;
  found.estimated_duration = Math.round(total * 100) / 100;
  return true;
}

function numberOf(text: string | undefined): number {
  return Number((text ?? '0').replace(',', '.'));
}
