/** Waits for the decision of a person, without polling: the feed's bell rings when a decision becomes a log row. */
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { type Decision, takeDecision } from '@/lib/agent-execution/decisions';
import { waitFor } from '@/lib/bell/wait-for';

/** Resolves once a decision is closed, after `seconds`, or once the signal aborts. A step that awaits approval is not waited for. */
export async function waitForDecision(
  db: AgentExecutionClient,
  decisionId: string,
  seconds: number,
  signal?: AbortSignal,
): Promise<Decision | undefined> {
  if (decisionId.includes(':')) return undefined;
  return waitFor(
    async (left) => {
      const decision = await takeDecision(db, decisionId, left);
      return decision.status === 'open' ? undefined : decision;
    },
    seconds,
    signal,
  );
}
