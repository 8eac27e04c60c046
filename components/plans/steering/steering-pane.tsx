import type { AgentMessage } from '@/lib/agent-execution/messages';
import { MessageForm, type MessageFormProps } from './message-form';
import { MessageList } from './message-list';

export interface SteeringPaneProps extends MessageFormProps {
  messages: AgentMessage[];
}

/** Steers the agent of a plan. */
export function SteeringPane({ messages, onSend }: SteeringPaneProps) {
  return (
    <>
      <MessageForm onSend={onSend} />
      <MessageList messages={messages} />
    </>
  );
}
