import { z } from 'zod';
import { time } from './answers';
import { agentName, limit, numeral, uuid, words } from './fields';

const kind = z.enum(['message', 'pause', 'continue', 'decision', 'budget']);

/** A message as the agent gets it. */
export const deliveredMessage = z.strictObject({
  id: uuid,
  plan_id: uuid,
  kind,
  body: z.string(),
  sent_by: z.string(),
  created_at: time,
});

/** In responses to agents, and only if there are any. */
export const messages = z
  .array(deliveredMessage)
  .optional()
  .describe('Messages to the agent of the plan, each delivered once');

export const agentMessage = deliveredMessage.extend({
  delivered_at: time.nullable(),
  delivered_to: z.string().nullable(),
  channel: z.string().nullable().describe('http, mcp, api, or the client of a hook'),
  withdrawn_at: time.nullable(),
});

export const sendMessageBody = z.strictObject({
  body: words(10_000),
  kind: kind.extract(['message', 'pause', 'continue']).default('message'),
});

export const messagesQuery = z.strictObject({ limit: numeral(limit).default(100) });

export const takeMessagesBody = z.strictObject({ agent_name: agentName.optional() });
