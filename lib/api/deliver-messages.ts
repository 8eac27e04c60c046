/** Delivers messages to the agent of a plan with the response of its request. */
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { type DeliveredMessage, takeMessages } from '@/lib/agent-execution/messages';
import { returnIfLost } from '@/lib/steering/return-if-lost';
import type { CallerAddress } from './operation';

interface Delivery {
  plan_id: string | undefined;
  agent_name?: string | undefined;
}

/** Takes the messages to the agent of a plan for a response. */
export async function takeForResponse(
  db: AgentExecutionClient,
  { plan_id, agent_name }: Delivery,
): Promise<DeliveredMessage[]> {
  return returnIfLost(db, agent_name, await takeMessages(db, { plan_id, agent_name, channel: 'http' }));
}

/** Returns the response with the messages that it announces. People get none: the messages are for the agent. */
export async function withMessages(
  db: AgentExecutionClient,
  { key }: CallerAddress,
  { plan_id, agent_name }: Delivery,
  answer: { has_messages?: true },
): Promise<unknown> {
  const { has_messages, ...rest } = answer;
  if (!has_messages || key === undefined || plan_id === undefined) return rest;
  const messages = await takeForResponse(db, { plan_id, agent_name });
  return messages.length > 0 ? { ...rest, messages } : rest;
}
