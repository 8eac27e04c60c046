/** Messages from people, which the next result of a tool delivers. */
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { isFields } from '@/lib/agent-execution/is-fields';
import { takeMessages } from '@/lib/agent-execution/messages';
import { textOfMessages } from '@/lib/steering/message-text';

/** Returns the messages to the caller about the plan of a call, or about a plan on which it has worked; '' if there are none. */
export async function messageLines(db: AgentExecutionClient, input: unknown): Promise<string> {
  const { plan_id, agent_name } = isFields(input) ? input : {};
  try {
    const taken = await takeMessages(db, {
      plan_id: typeof plan_id === 'string' ? plan_id : undefined,
      agent_name: typeof agent_name === 'string' ? agent_name : undefined,
      channel: 'mcp',
    });
    return textOfMessages(taken);
  } catch {
    return ''; // a key that may not write cannot take messages, and the result of the tool stands without them
  }
}
