/** Messages leave with the response of a request. If it does not reach the client, the next call gets them. */
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { type DeliveredMessage, returnMessages } from '@/lib/agent-execution/messages';
import { whenLost } from '@/lib/http/request-signal';

/** Returns the messages that the response of the current request carries to an agent, and opens them again if it is lost. */
export function returnIfLost(
  db: AgentExecutionClient,
  agent_name: string | undefined,
  messages: DeliveredMessage[],
): DeliveredMessage[] {
  const ids = messages.map(({ id }) => id);
  if (ids.length > 0) whenLost(() => returnMessages(db, ids, { agent_name }));
  return messages;
}
