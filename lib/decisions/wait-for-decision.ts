/** Waits for the decision of a person, without polling: the feed's bell rings when a decision becomes a log row. */
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { type Decision, takeDecision } from '@/lib/agent-execution/decisions';
import { waitFor } from '@/lib/bell/wait-for';
import { currentRequestSignal, whenLost } from '@/lib/http/request-signal';

/**
 * Resolves once a decision is closed, after `seconds`, or once the client of the request has gone, which then gets the decision as a message.
 * A step that awaits approval is not waited for.
 */
export async function waitForDecision(
  db: AgentExecutionClient,
  decisionId: string,
  seconds: number,
): Promise<Decision | undefined> {
  if (decisionId.includes(':')) return undefined;
  try {
    return await waitFor(
      async (left) => {
        const decision = await takeDecision(db, decisionId, left);
        return decision.status === 'open' ? undefined : decision;
      },
      seconds,
      currentRequestSignal(),
    );
  } finally {
    whenLost(() => takeDecision(db, decisionId, 0, true));
  }
}
