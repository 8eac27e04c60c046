/** A plan while a person drafts it: rows of text as they are typed, and the steps that they make. */
import type { PlanStep } from '@/lib/agent-execution/agent-execution.types';
import type { DraftStep } from '@/lib/agent-execution/step-head';
import { readMinutes } from './step-edits';

export interface DraftRow {
  /** Stays with the row when its number changes. */
  key: number;
  action: string;
  description: string;
  minutes: string;
  /** Numbers of steps; empty for the step before it, or none. */
  waitsFor: string;
  /** What else the step says - approval, attempts, times - which the row does not show. */
  more?: Omit<PlanStep, 'step' | keyof DraftStep>;
}

export interface DraftError {
  message: string;
  hint: string;
}

export const MOST_STEPS = 1000;

let lastKey = 0;

export function blankRow(): DraftRow {
  lastKey += 1;
  return { key: lastKey, action: '', description: '', minutes: '', waitsFor: '' };
}

export function toDraftRows(steps: (DraftStep & Partial<PlanStep>)[]): DraftRow[] {
  return steps.map(({ step: _, action, description, estimated_duration, depends_on, ...more }) => ({
    ...blankRow(),
    more,
    action,
    description,
    minutes: estimated_duration === undefined ? '' : String(estimated_duration),
    waitsFor: depends_on?.join(', ') ?? '',
  }));
}

export function isBlank(row: DraftRow): boolean {
  return [row.action, row.description, row.minutes, row.waitsFor].every((text) => text.trim() === '');
}

/** Without the row at an index; what waited for it waits for it no more, and later numbers close up. */
export function removeRow(rows: DraftRow[], index: number): DraftRow[] {
  const gone = index + 1;
  const renumber = (text: string) => {
    if (!/\d/.test(text)) return text;
    const numbers = (text.match(/\d+/g) ?? []).map(Number).filter((number) => number !== gone);
    return numbers.map((number) => (number > gone ? number - 1 : number)).join(', ');
  };
  return rows.toSpliced(index, 1).map((row) => ({ ...row, waitsFor: renumber(row.waitsFor) }));
}

/** The sum of the estimates that can be read, in minutes. */
export function draftMinutes(rows: DraftRow[]): number {
  return rows.reduce((sum, { minutes }) => sum + (readMinutes(minutes) ?? 0), 0);
}

/** The steps of the rows that are not blank, or what is wrong with the first that is none. */
export function readDraft(rows: DraftRow[]): { steps: PlanStep[] } | { error: DraftError } {
  let filled = rows;
  for (let index = rows.length - 1; index >= 0; index--) {
    const row = rows[index];
    if (row && isBlank(row)) filled = removeRow(filled, index);
  }
  if (filled.length === 0) {
    return { error: { message: 'The plan has no steps yet.', hint: 'Describe at least one.' } };
  }
  const steps: PlanStep[] = [];
  for (const row of filled) {
    const step = readRow(row, steps.length + 1, filled.length);
    if ('message' in step) return { error: step };
    steps.push(step);
  }
  return { steps };
}

function readRow(row: DraftRow, number: number, total: number): PlanStep | DraftError {
  const description = row.description.trim();
  const minutes = readMinutes(row.minutes);
  const depends_on = readWaits(row.waitsFor, number, total);
  if (description === '') {
    return { message: `Step ${number} says nothing to do.`, hint: 'Describe it, or remove its row.' };
  }
  if (minutes === undefined) {
    return {
      message: `The estimate of step ${number} is not a number of minutes.`,
      hint: 'Give minutes from 0 to 525,600, or leave it empty.',
    };
  }
  if (depends_on === null) {
    return {
      message: `What step ${number} waits for cannot be read.`,
      hint: `Give numbers of other steps from 1 to ${total}, such as 1, 3; none; or leave it empty.`,
    };
  }
  return {
    ...row.more,
    step: number,
    action: row.action.trim() || 'work',
    description,
    ...(minutes !== null && { estimated_duration: minutes }),
    ...(depends_on && { depends_on }),
  };
}

/** undefined where nothing is said, null where it makes no sense. */
function readWaits(text: string, number: number, total: number): number[] | undefined | null {
  const words = text.trim().toLowerCase();
  if (words === '') return undefined;
  if (words === 'none') return [];
  const parts = words.split(/[\s,]+/).filter(Boolean);
  const numbers = [
    ...new Set(parts.map((part) => (/^#?\d{1,4}$/.test(part) ? Number(part.replace('#', '')) : 0))),
  ];
  const isSound = numbers.every((other) => other >= 1 && other <= total && other !== number);
  return isSound ? numbers : null;
}
