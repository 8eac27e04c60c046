import { Budgets, type BudgetsProps } from '@/components/budgets/budgets';
import type { AgentMessage } from '@/lib/agent-execution/messages';
import { MessageForm, type MessageFormProps } from './message-form';
import { MessageList } from './message-list';

export interface SteeringPaneProps extends MessageFormProps {
  messages: AgentMessage[];
  budgets: BudgetsProps;
}

/** Steers the agent of a plan: messages, and what it may spend. */
export function SteeringPane({ messages, onSend, budgets }: SteeringPaneProps) {
  return (
    <>
      <MessageForm onSend={onSend} />
      <MessageList messages={messages} />
      <section aria-labelledby="plan-budgets">
        <h3
          id="plan-budgets"
          className="border-line border-y bg-sunken px-3 py-1 font-semibold text-meta text-muted"
        >
          Budgets
        </h3>
        <Budgets {...budgets} />
      </section>
    </>
  );
}
