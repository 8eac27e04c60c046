/** Groups changes of a plan: an agent that keeps a list of its own changes the plan at each item. */
import type { Log } from '@/lib/agent-execution/agent-execution.types';
import { formatCount } from '@/lib/format/words';

type Change = Pick<Log, 'action_type' | 'actor' | 'step_number' | 'after_state'>;

/** A shorter run stays as it is. */
const MIN_RUN = 3;
const GROUPED: ReadonlySet<string> = new Set(['add_step', 'replan']);

/** Returns the changes in runs of the same kind by the same actor; any other change is a run of its own. */
export function groupChanges<T extends Change>(changes: T[]): T[][] {
  const runs: T[][] = [];
  for (const change of changes) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    const isAlike =
      GROUPED.has(change.action_type) &&
      last?.action_type === change.action_type &&
      last.actor === change.actor;
    if (run && isAlike) run.push(change);
    else runs.push([change]);
  }
  return runs.flatMap((run) => (run.length < MIN_RUN ? run.map((change) => [change]) : [run]));
}

/** Returns what the actor did in a run, the newest change first: `added 3 steps, the last is step 64`. */
export function runSentence(run: Change[]): string {
  const [newest] = run;
  if (newest?.action_type === 'add_step')
    return `added ${formatCount(run.length, 'step')}, the last is step ${newest.step_number}`;
  return `planned again ${formatCount(run.length, 'time')}, up to version ${versionOf(newest)}`;
}

function versionOf(change: Change | undefined): string {
  const state = change?.after_state;
  if (typeof state !== 'object' || state === null || Array.isArray(state)) return 'unknown';
  return String(state.version ?? 'unknown');
}
