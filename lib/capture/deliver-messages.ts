/** Delivers messages to the agent of a captured run with the response of its hook. */
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import type { MessageKind } from '@/lib/agent-execution/messages';
import { textOfMessages } from '@/lib/steering/message-text';
import { returnIfLost } from '@/lib/steering/return-if-lost';
import type { HookSlot } from './hook-response';
import { call } from './results';

/** An agent that ends its turn must not continue because it is asked to stop. */
const CONTINUING: MessageKind[] = ['message', 'continue', 'decision'];

/** Returns the messages for the model that reads the response, as text; '' if there are none. */
export async function takeCapturedMessages(
  db: AgentExecutionClient,
  client: string,
  session: string,
  { subagent, continues }: HookSlot,
): Promise<string> {
  const kinds = continues ? CONTINUING : undefined;
  const taken = await call(db, 'agent_take_captured_messages', { client, session, subagent, kinds });
  return textOfMessages(returnIfLost(db, client, taken));
}
