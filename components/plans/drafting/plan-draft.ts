/** A draft of a plan: rows of text as typed, and the steps that they form. */

import type { ActionResult, Failure } from '@/lib/action-result';
import type { PlanStep } from '@/lib/agent-execution/agent-execution.types';
import { readMinutes } from '@/lib/format/duration';
import type { DraftStep } from '@/lib/plan-markdown/step-head';

export interface DraftRow {
  /** Identifies the row when its number changes. */
  key: number;
  action: string;
  description: string;
  minutes: string;
  /** Step numbers, or "none"; empty means the previous step. */
  waitsFor: string;
  /** Fields of the step that the row does not show, such as approval, attempts and times. */
  more?: Omit<PlanStep, 'step' | keyof DraftStep>;
}

export const MAX_STEPS = 1000;

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

/** Returns the rows without the row at an index; dependencies on it are removed, and later rows are renumbered. */
export function removeRow(rows: DraftRow[], index: number): DraftRow[] {
  const gone = index + 1;
  const renumber = (text: string) => {
    if (!/\d/.test(text)) return text;
    const numbers = (text.match(/\d+/g) ?? []).map(Number).filter((number) => number !== gone);
    return numbers.map((number) => (number > gone ? number - 1 : number)).join(', ');
  };
  return rows.toSpliced(index, 1).map((row) => ({ ...row, waitsFor: renumber(row.waitsFor) }));
}

/** Returns the sum of the valid estimates, in minutes. */
export function draftMinutes(rows: DraftRow[]): number {
  return rows.reduce((sum, { minutes }) => sum + (readMinutes(minutes) ?? 0), 0);
}

/** Returns the steps of the rows that are not blank, or the failure of the first invalid row. */
export function readDraft(rows: DraftRow[]): ActionResult<{ steps: PlanStep[] }> {
  let filled = rows;
  for (let index = rows.length - 1; index >= 0; index--) {
    const row = rows[index];
    if (row && isBlank(row)) filled = removeRow(filled, index);
  }
  if (filled.length === 0) {
    return { error: { message: 'The plan has no steps yet.', hint: 'Add at least one step.' } };
  }
  const steps: PlanStep[] = [];
  for (const row of filled) {
    const step = readRow(row, steps.length + 1, filled.length);
    if ('message' in step) return { error: step };
    steps.push(step);
  }
  return { steps };
}

function readRow(row: DraftRow, number: number, total: number): PlanStep | Failure {
  const description = row.description.trim();
  const minutes = readMinutes(row.minutes);
  const depends_on = readWaits(row.waitsFor, number, total);
  if (description === '') {
    return { message: `Step ${number} has no description.`, hint: 'Add a description, or remove the row.' };
  }
  if (minutes === undefined) {
    return {
      message: `The estimate of step ${number} is not a number of minutes.`,
      hint: 'Enter minutes from 0 to 525,600, or leave it empty.',
    };
  }
  if (depends_on === null) {
    return {
      message: `The step numbers that step ${number} waits for are not valid.`,
      hint: `Enter numbers of other steps from 1 to ${total}, such as 1, 3. For no dependency, enter none or leave it empty.`,
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

/** Returns undefined for an empty field and null for an invalid one. */
function readWaits(text: string, number: number, total: number): number[] | undefined | null {
  const words = text.trim().toLowerCase();
  if (words === '') return undefined;
  if (words === 'none') return [];
  const parts = words.split(/[\s,]+/).filter(Boolean);
  const numbers = [
    ...new Set(parts.map((part) => (/^#?\d{1,4}$/.test(part) ? Number(part.replace('#', '')) : 0))),
  ];
  const isValid = numbers.every((other) => other >= 1 && other <= total && other !== number);
  return isValid ? numbers : null;
}
