/** Steering: messages from people to the agent of a plan. Each is delivered once. */
import type { AgentExecutionClient } from './agent-execution.types';
import { call } from './call';

export type MessageKind = 'message' | 'pause' | 'continue' | 'decision' | 'budget';

/** A message as the agent gets it. */
export interface DeliveredMessage {
  id: string;
  plan_id: string;
  kind: MessageKind;
  body: string;
  /** The person or agent that sent it, or system. */
  sent_by: string;
  created_at: string;
}

/** A message as its sender sees it. */
export interface AgentMessage extends DeliveredMessage {
  /** Null while it is open. */
  delivered_at: string | null;
  /** The agent that got it. */
  delivered_to: string | null;
  /** How it was delivered: http, mcp, api, or the client of a hook, such as claude-code. */
  channel: string | null;
  /** When it became pointless before it was delivered, such as a pause whose plan was resumed. */
  withdrawn_at: string | null;
}

export interface SendMessageInput {
  plan_id: string;
  body: string;
  /** message by default; pause asks the agent to stop, and continue asks it to resume. */
  kind?: 'message' | 'pause' | 'continue';
}

/** Sends a message to the agent of a plan. Only for people, trusted servers and keys with the scope approve. */
export async function sendMessage(db: AgentExecutionClient, input: SendMessageInput): Promise<AgentMessage> {
  return call(db, 'agent_send_message', input);
}

/** Returns the newest messages to the agent of a plan, newest first; throws not_found. */
export async function listMessages(
  db: AgentExecutionClient,
  planId: string,
  { limit }: { limit?: number } = {},
): Promise<AgentMessage[]> {
  return call(db, 'agent_list_messages', { plan_id: planId, max_rows: limit });
}

export interface TakeMessagesInput {
  /** By default, the plan with the oldest message among those on which the calling key has worked. */
  plan_id?: string | undefined;
  /** How they are delivered, api by default. */
  channel?: string;
  agent_name?: string | undefined;
}

/** Returns the messages that the agent of a plan has not received, and marks them as delivered: no other caller gets them. */
export async function takeMessages(
  db: AgentExecutionClient,
  input: TakeMessagesInput = {},
): Promise<DeliveredMessage[]> {
  return call(db, 'agent_take_messages', input);
}

/** Makes messages open again that the caller took but the agent did not receive: the next call gets them. Returns their number. */
export async function returnMessages(
  db: AgentExecutionClient,
  messageIds: string[],
  { agent_name }: { agent_name?: string | undefined } = {},
): Promise<number> {
  return call(db, 'agent_return_messages', { message_ids: messageIds, agent_name });
}
