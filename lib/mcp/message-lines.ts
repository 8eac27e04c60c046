/** Messages from people, which the next result of a tool delivers. */
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { isFields } from '@/lib/agent-execution/is-fields';
import { takeMessages } from '@/lib/agent-execution/messages';
import { textOfMessages } from '@/lib/steering/message-text';
import { returnIfLost } from '@/lib/steering/return-if-lost';

/** Returns the messages to the caller about the plan of a call, or about a plan on which it has worked; '' if there are none. */
export async function messageLines(db: AgentExecutionClient, input: unknown): Promise<string> {
  const fields = isFields(input) ? input : {};
  const plan_id = typeof fields.plan_id === 'string' ? fields.plan_id : undefined;
  const agent_name = typeof fields.agent_name === 'string' ? fields.agent_name : undefined;
  try {
    const taken = await takeMessages(db, { plan_id, agent_name, channel: 'mcp' });
    return textOfMessages(returnIfLost(db, agent_name, taken));
  } catch {
    return ''; // a key that may not write cannot take messages, and the result of the tool stands without them
  }
}
