'use server';

/** The actions of the page of approvals, and of the decisions on the page of a plan. */
import type { DecidedStep, DecisionRequest } from '@/components/decisions/decision-item';
import type { ActionResult } from '@/lib/action-result';
import { AgentExecutionError } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { decide } from '@/lib/agent-execution/decisions';
import { getStep, undoMove } from '@/lib/agent-execution/steps';
import { runAction } from '../run-action';

/** Makes one decision, or several similar ones. Each is made separately; a failure says how many were made. */
export async function decideAll(
  requests: DecisionRequest[],
): Promise<ActionResult<{ steps: DecidedStep[] }>> {
  let steps: DecidedStep[] = [];
  const { error } = await runAction(async (db) => {
    const decided = requests.map(({ id, outcome, message, input, answers, hash }) =>
      decide(db, id, outcome, { message, input, answers, hash }),
    );
    await settleAll(decided, 'were decided');
    steps = await decidedSteps(db, requests);
  });
  return error ? { error } : { steps };
}

/** Undoes decisions about steps. A step that an agent or a person has begun since stays, and the failure says so. */
export async function undoDecisions(steps: DecidedStep[]): Promise<ActionResult> {
  return runAction(async (db) => {
    const undone = steps.map(({ planId, stepNumber, movedAt }) =>
      undoMove(db, planId, stepNumber, { moved_at: movedAt, description: 'Undone in the dashboard' }),
    );
    await settleAll(undone, 'are open again');
  });
}

/** Returns the steps that the decisions moved. The id of such a decision is that of the plan and the number of the step. */
async function decidedSteps(db: AgentExecutionClient, requests: DecisionRequest[]): Promise<DecidedStep[]> {
  const places = requests.flatMap(({ id }) => {
    const [planId, stepNumber] = id.split(':');
    return planId && stepNumber ? [{ planId, stepNumber: Number(stepNumber) }] : [];
  });
  return Promise.all(
    places.map(async ({ planId, stepNumber }) => {
      const { updated_at } = await getStep(db, planId, stepNumber);
      return { planId, stepNumber, movedAt: updated_at };
    }),
  );
}

/** Waits for all calls. Throws the first failure; for several calls, it says how many succeeded. */
async function settleAll(calls: Promise<unknown>[], done: string): Promise<void> {
  const results = await Promise.allSettled(calls);
  const failed = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason as unknown] : [],
  );
  const [first] = failed;
  if (first === undefined) return;
  if (calls.length === 1 || !(first instanceof AgentExecutionError)) throw first;
  const made = `${calls.length - failed.length} of ${calls.length} ${done}.`;
  throw new AgentExecutionError(first.code, `${made} ${first.message}`, first.hint);
}
