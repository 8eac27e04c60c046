/** Waits for a step, without polling: the bell rings when a move becomes a log row. */
import type { AgentExecutionClient, Step } from '@/lib/agent-execution/agent-execution.types';
import { getStep } from '@/lib/agent-execution/steps';
import { waitFor } from './wait-for';

/** The statuses that only a person ends. */
export const WAITING_STATUSES: readonly Step['status'][] = ['blocked', 'awaiting_approval'];

/**
 * Returns a step once its status is none of `statuses`, or as it is after `seconds` or once the signal aborts. By default, a step that only
 * a person can move is returned once it has another status: it may be rejected, and then is blocked. Throws not_found, also if the step
 * disappears in the meantime.
 */
export async function waitForStep(
  db: AgentExecutionClient,
  planId: string,
  stepNumber: number,
  seconds: number,
  { statuses, signal }: { statuses?: readonly Step['status'][]; signal?: AbortSignal } = {},
): Promise<Step> {
  let step = await getStep(db, planId, stepNumber);
  if (seconds === 0 || !(statuses ?? WAITING_STATUSES).includes(step.status)) return step;
  const held = statuses ?? [step.status];
  await waitFor(
    async () => {
      step = await getStep(db, planId, stepNumber);
      return held.includes(step.status) ? undefined : step;
    },
    seconds,
    signal,
  );
  return step;
}
