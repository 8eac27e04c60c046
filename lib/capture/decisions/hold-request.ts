/**
 * Holds the response to a hook until a person has decided. The client's own dialog stays usable meanwhile. Without a decision the response
 * says nothing, and that dialog stays in charge.
 */
import type { AgentExecutionClient, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { waitFor } from '@/lib/bell/wait-for';
import { currentRequestSignal, whenLost } from '@/lib/http/request-signal';
import { call } from '../results';
import type { Decider } from './responses';

/** Clients wait for 60 seconds. */
const HOLD_SECONDS = 55;

/** Returns the response to an event that asks a person: {} unless a person decides in time. `asked` names the event in the inbox. */
export async function holdRequest(
  db: AgentExecutionClient,
  decide: Decider,
  asked: { session_id: string; decision_key: string },
): Promise<JsonObject> {
  const read = (wait_seconds: number) =>
    call(db, 'agent_await_captured_decision', { ...asked, wait_seconds });
  const signal = currentRequestSignal();
  try {
    const decision = await waitFor(
      async (left) => {
        const found = await read(left);
        return found === null || found.status === 'open' ? undefined : found;
      },
      HOLD_SECONDS,
      signal,
    );
    return decision?.outcome ? decide(decision) : {};
  } catch (error) {
    if (!signal?.aborted) throw error;
    return {};
  } finally {
    // A client that has gone gets the decision as a message.
    whenLost(() => call(db, 'agent_await_captured_decision', { ...asked, is_lost: true }));
  }
}
