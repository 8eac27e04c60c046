/** What differs between two steps that do the same. */
import type {
  ComparedFile,
  ComparedRun,
  ComparedStep,
  RunComparison,
} from '@/lib/agent-execution/comparisons';
import { textOf } from '@/lib/agent-execution/exact-json';
import { elapsedMs } from '@/lib/format/duration';

export interface ComparedPair {
  key: string;
  left: ComparedStep | null;
  right: ComparedStep | null;
  isMoved: boolean;
  /** A word for each kind of difference; empty for equal steps. */
  differences: string[];
}

/** Returns how long a step took in milliseconds; null if it is unknown or has not ended. */
export function stepDuration({
  started_at,
  completed_at,
}: Pick<ComparedStep, 'started_at' | 'completed_at'>) {
  return started_at !== null && completed_at !== null ? elapsedMs(started_at, completed_at, 0) : null;
}

const pathsOf = (step: ComparedStep) => step.files.map(({ path }) => path).join('\n');

function differencesOf(left: ComparedStep, right: ComparedStep, isMoved: boolean): string[] {
  const found = [
    left.status !== right.status && 'outcome',
    left.description !== right.description && 'description',
    textOf(left.result) !== textOf(right.result) && 'result',
    (left.error_message ?? '') !== (right.error_message ?? '') && 'error',
    pathsOf(left) !== pathsOf(right) && 'files',
    isMoved && 'order',
  ];
  return found.filter((word) => word !== false);
}

/** Returns the pairs with their steps and differences. */
export function comparedPairs({ left, right, pairs }: RunComparison): ComparedPair[] {
  const stepsOf = (run: ComparedRun) => new Map(run.steps.map((step) => [step.step_number, step]));
  const [ones, others] = [stepsOf(left), stepsOf(right)];
  return pairs.map((pair) => {
    const one = (pair.left !== null && ones.get(pair.left)) || null;
    const other = (pair.right !== null && others.get(pair.right)) || null;
    return {
      key: `${pair.left ?? ''}/${pair.right ?? ''}`,
      left: one,
      right: other,
      isMoved: pair.is_moved,
      differences:
        one && other
          ? differencesOf(one, other, pair.is_moved)
          : [one ? 'only on the left' : 'only on the right'],
    };
  });
}

export interface FileLine {
  path: string;
  left: ComparedFile | null;
  right: ComparedFile | null;
}

/** Returns the files that either step changed, by path. */
export function comparedFiles(left: ComparedFile[], right: ComparedFile[]): FileLine[] {
  const lines = new Map<string, FileLine>();
  for (const file of left) lines.set(file.path, { path: file.path, left: file, right: null });
  for (const file of right)
    lines.set(file.path, { path: file.path, left: lines.get(file.path)?.left ?? null, right: file });
  return [...lines.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** Returns the files of all steps of a run, each once. */
export function filesOfRun({ steps }: ComparedRun): ComparedFile[] {
  const files = new Map<string, ComparedFile>();
  for (const { path, added, removed } of steps.flatMap((step) => step.files)) {
    const known = files.get(path);
    files.set(path, { path, added: added + (known?.added ?? 0), removed: removed + (known?.removed ?? 0) });
  }
  return [...files.values()];
}

/** Returns the time that all steps of a run took together. */
export function runDuration({ steps }: ComparedRun): number | null {
  const known = steps.flatMap((step) => stepDuration(step) ?? []);
  return known.length > 0 ? known.reduce((sum, one) => sum + one, 0) : null;
}
