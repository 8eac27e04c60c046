/** Parses the first line of a step, such as "search: find papers (30 min, after 1)". */

/** A step of a draft; its number is its position. */
export interface DraftStep {
  action: string;
  description: string;
  /** Minutes. */
  estimated_duration?: number;
  depends_on?: number[];
}

/** The action of a step whose text names none. */
export const PLAIN_ACTION = 'work';

const MAX_MINUTES = 525_600;
const NUMBER = String.raw`\d{1,6}(?:[.,]\d{1,3})?`;
const HOURS = String.raw`(?<hours>${NUMBER})\s?(?:hours?|hrs?|h)`;
const MINUTES = String.raw`(?<minutes>${NUMBER})\s?(?:minutes?|mins?|m)`;
const ABOUT = String.raw`(?:(?:est\.?|about|approx\.?|ca\.?)\s|[~≈]\s?)?`;
const SPAN = String.raw`${ABOUT}(?:${HOURS}(?:[\s,]{0,2}${MINUTES.replace('minutes', 'rest')})?|${MINUTES})(?:\sest\.?)?`;
// Only in brackets: "Run 100m in 12 s" has no estimate.
const UNIT_MINUTES = { w: 2400, d: 480, h: 60, m: 1, s: 1 / 60 };
const ANY_UNIT = `(?:weeks?|w|days?|d|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)`;
const LONG_SPAN = String.raw`${ABOUT}(?<long>(?:${NUMBER}\s?${ANY_UNIT}(?![\p{L}\p{N}])[\s,]{0,2}){1,5})(?:\sest\.?)?`;
const STEPS = String.raw`(?:steps?\s)?(?<steps>#?\d{1,4}(?:(?:\s?[,&、]\s?|\sand\s)#?\d{1,4}){0,200})`;

const longSpan = new RegExp(String.raw`(?<![\p{L}\p{N}.,])${LONG_SPAN}(?![\p{L}\p{N}])`, 'iu');
const lastSpan = new RegExp(String.raw`(?:^|[\s,;:–—-]{1,4})${SPAN}[.\s]{0,3}$`, 'iu');
const bracketedWait = new RegExp(String.raw`\b(?:depends on|after|needs|requires)\s${STEPS}`, 'iu');
const wait = new RegExp(String.raw`[,;–—-]?\s?\bdepends on:?\s${STEPS}\.?`, 'iu');
const brackets = /\s?[([（]([^()[\]（）]{1,300})[)\]）]/g;
const actionAtStart = /^(\p{L}[\p{L}\p{N}_-]{0,39})(?::\s+|：\s*)(?=\S)/u;
const numberAtStart = /^(?:step\s\d{1,4}[:.)\s–—-]{1,3}|\d{1,4}[.)]\s|[\d０-９]{1,4}[．、）：])/iu;

/** Parses the line of the step at a position. Keeps only dependencies on earlier steps, so that no cycle arises. */
export function readStepHead(line: string, place: number): DraftStep {
  let found: Partial<DraftStep> = {};
  let text = line.replace(/\s+/g, ' ').trim().replace(numberAtStart, '');
  text = text.replace(brackets, (whole, written: string) => {
    const read = { ...found };
    const inner = written.normalize('NFKC');
    const rest = extractMatch(read, extractMatch(read, inner, bracketedWait, place), longSpan, place);
    // Brackets with any other content are part of the text.
    if (rest === inner || !/^[\s,;·、]*$/.test(rest)) return whole;
    found = read;
    return '';
  });
  text = extractMatch(found, text, wait, place);
  if (found.estimated_duration === undefined) text = extractMatch(found, text, lastSpan, place);
  const [prefix, word] = actionAtStart.exec(text) ?? [];
  return {
    ...found,
    action: word?.toLowerCase().slice(0, 100) ?? PLAIN_ACTION,
    description: text.slice(prefix?.length ?? 0).trim(),
  };
}

/** Returns the text without the match of a pattern, and stores the match in `found`. */
function extractMatch(found: Partial<DraftStep>, text: string, pattern: RegExp, place: number): string {
  const groups = pattern.exec(text)?.groups;
  return groups && storeMatch(found, groups, place) ? text.replace(pattern, '') : text;
}

/** Stores the values of a match unless they are set already; returns whether it did. */
function storeMatch(
  found: Partial<DraftStep>,
  { hours, minutes, rest, long, steps }: Record<string, string | undefined>,
  place: number,
): boolean {
  if (steps !== undefined && found.depends_on === undefined) {
    const numbers = (steps.match(/\d+/g) ?? []).map(Number).filter((number) => number >= 1 && number < place);
    if (numbers.length > 0) found.depends_on = [...new Set(numbers)].sort((a, b) => a - b);
    return true;
  }
  if (steps !== undefined || found.estimated_duration !== undefined) return false;
  const total = numberOf(hours) * 60 + numberOf(minutes) + numberOf(rest) + minutesOf(long);
  if (total > MAX_MINUTES) return false;
  found.estimated_duration = Math.round(total * 100) / 100;
  return true;
}

/** Returns the minutes of "1 day 2 h"; a day has 8 hours of work, a week 5 days. */
function minutesOf(text = ''): number {
  let total = 0;
  for (const [, number, unit] of text.matchAll(/([\d.,]*\d)\s?([wdhms])/gi)) {
    const known = unit?.toLowerCase() as keyof typeof UNIT_MINUTES; // the pattern allows only these
    total += numberOf(number) * UNIT_MINUTES[known];
  }
  return total;
}

function numberOf(text: string | undefined): number {
  return Number((text ?? '0').replace(',', '.'));
}
