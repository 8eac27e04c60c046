/** Folds runs of settled steps of a long plan, so that the list begins near the open work. */
import type { StepStatus } from '@/lib/agent-execution/agent-execution.types';
import { isSettled } from '@/lib/agent-execution/state';
import { formatCount } from '@/lib/format/words';

interface FoldableStep {
  step_number: number;
  status: StepStatus;
}

export type StepItem<T extends FoldableStep> =
  | { kind: 'step'; step: T }
  /** A run of settled steps; its steps follow as items of their own while it is open. */
  | { kind: 'fold'; first: number; steps: T[]; isOpen: boolean };

/** Plans with fewer steps fit on a screen. */
const LONG_PLAN = 13;
const SHORTEST_RUN = 4;

export interface FoldOptions {
  /** Steps that were settled when the page opened. A step that settles later stays where it is. */
  settled: ReadonlySet<number>;
  /** The first step of each open fold. */
  opened: ReadonlySet<number>;
  /** A step that must be in view: its fold is open. */
  revealed: number | null;
}

/** Returns the rows of the list. A plan without open steps is not folded, because its steps are all there is to read. */
export function foldSteps<T extends FoldableStep>(
  steps: T[],
  { settled, opened, revealed }: FoldOptions,
): StepItem<T>[] {
  const asItem = (step: T): StepItem<T> => ({ kind: 'step', step });
  if (steps.length < LONG_PLAN || steps.every((step) => isSettled(step.status))) return steps.map(asItem);
  return runsOf(steps, (step) => isSettled(step.status) && settled.has(step.step_number)).flatMap((run) => {
    const [first] = run.steps;
    if (!run.isSettled || !first || run.steps.length < SHORTEST_RUN) return run.steps.map(asItem);
    const isOpen =
      opened.has(first.step_number) || run.steps.some(({ step_number }) => step_number === revealed);
    const fold: StepItem<T> = { kind: 'fold', first: first.step_number, steps: run.steps, isOpen };
    return isOpen ? [fold, ...run.steps.map(asItem)] : [fold];
  });
}

function runsOf<T>(steps: T[], isFinished: (step: T) => boolean): { isSettled: boolean; steps: T[] }[] {
  const runs: { isSettled: boolean; steps: T[] }[] = [];
  for (const step of steps) {
    const last = runs.at(-1);
    const finished = isFinished(step);
    if (last?.isSettled === finished) last.steps.push(step);
    else runs.push({ isSettled: finished, steps: [step] });
  }
  return runs;
}

/** Returns `12 completed steps` or `10 completed and 2 skipped steps`. */
export function foldWords(steps: FoldableStep[]): string {
  const skipped = steps.filter(({ status }) => status === 'skipped').length;
  const completed = steps.length - skipped;
  if (skipped === 0) return formatCount(completed, 'completed step');
  if (completed === 0) return formatCount(skipped, 'skipped step');
  return `${completed} completed and ${formatCount(skipped, 'skipped step')}`;
}
