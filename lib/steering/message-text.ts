/** Messages to an agent as text for its model, where a response has no fields of its own. */
import type { DeliveredMessage } from '@/lib/agent-execution/messages';

/** Returns what a model reads of one message. */
export function textOfMessage({ plan_id, sent_by, body }: DeliveredMessage): string {
  return `Message from ${sent_by} about plan ${plan_id}: ${body}`;
}

export function textOfMessages(messages: DeliveredMessage[]): string {
  return messages.map(textOfMessage).join('\n\n');
}
