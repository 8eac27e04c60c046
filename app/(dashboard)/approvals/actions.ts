'use server';

/** The actions of the page of approvals, and of the decisions on the page of a plan. */
import type { DecisionRequest } from '@/components/decisions/decision-item';
import type { ActionResult } from '@/lib/action-result';
import { AgentExecutionError } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { decide } from '@/lib/agent-execution/decisions';
import { runAction } from '../run-action';

/** Makes one decision, or several that are alike. Each is made on its own; a failure says how many were made. */
export async function decideAll(requests: DecisionRequest[]): Promise<ActionResult> {
  return runAction(async (db) => {
    const failed = await failuresOf(db, requests);
    const [first] = failed;
    if (first === undefined) return;
    if (requests.length === 1 || !(first instanceof AgentExecutionError)) throw first;
    const made = `${requests.length - failed.length} of ${requests.length} were decided.`;
    throw new AgentExecutionError(first.code, `${made} ${first.message}`, first.hint);
  });
}

async function failuresOf(db: AgentExecutionClient, requests: DecisionRequest[]): Promise<unknown[]> {
  const results = await Promise.allSettled(
    requests.map(({ id, outcome, message, input, answers, hash }) =>
      decide(db, id, outcome, { message, input, answers, hash }),
    ),
  );
  return results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
}
