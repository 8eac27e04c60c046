/** Writes what is known about the failures of a plan in a line each. */
import type { KnownFailure } from '@/lib/agent-execution/failures';
import { shorten } from '@/lib/format/shorten';

const MAX_TEXT = 300;
const short = (text: string) => shorten(text, MAX_TEXT);

function lineOf({ step_number, seen, plans, fix }: KnownFailure): string {
  const known = `The error of step ${step_number} was seen ${seen} times in ${plans} plans`;
  if (!fix) return `${known}; never fixed.`;
  const done = fix.actions.length > 0 ? ` (${fix.actions.map(short).join('; ')})` : '';
  return `${known}; last fixed by step ${fix.step_number} of plan ${fix.plan_id}: ${short(fix.description)}${done}.`;
}

/** Returns a line for each failure that was seen before; null without any. */
export function failureText(failures: KnownFailure[]): string | null {
  const lines = failures.filter(({ seen }) => seen > 1).map(lineOf);
  return lines.length > 0 ? lines.join('\n') : null;
}
