import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';

/** A menu and a sentence show less of a description. */
const MAX_NAME_LENGTH = 200;

/** Returns the names of the plan's steps by number, for the log and the transcript. */
export function stepNamesOf({ steps }: Pick<PlanWithDetails, 'steps'>): Record<number, string> {
  return Object.fromEntries(
    steps.map(({ step_number, description }) => [step_number, description.slice(0, MAX_NAME_LENGTH)]),
  );
}
