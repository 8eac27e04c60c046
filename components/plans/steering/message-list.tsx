import { CheckCheck, Clock3, MessageSquare, Undo2 } from 'lucide-react';
import { EmptyState } from '@/components/ui/empty-state';
import { RelativeTime } from '@/components/ui/relative-time';
import type { AgentMessage } from '@/lib/agent-execution/messages';

const kinds: Record<AgentMessage['kind'], string> = {
  message: 'Message',
  pause: 'Pause',
  continue: 'Continue',
  decision: 'Decision',
  budget: 'Budget',
};

/** Shows the messages to the agent of a plan, newest first, and whether the agent has them. */
export function MessageList({ messages }: { messages: AgentMessage[] }) {
  if (messages.length === 0) {
    return (
      <EmptyState icon={MessageSquare} title="No messages yet">
        Messages to the agent appear here, with the time of their delivery. So do pauses.
      </EmptyState>
    );
  }
  return (
    <ol aria-label="Messages to the agent" className="divide-y divide-line border-line border-t">
      {messages.map((message) => (
        <li key={message.id} className="grid gap-1 px-3 py-2.5">
          <p className="flex min-w-0 items-baseline gap-2 text-meta text-muted">
            <span className="font-medium text-ink">{kinds[message.kind]}</span>
            <span className="min-w-0 truncate">{message.sent_by}</span>
            <RelativeTime at={message.created_at} className="ml-auto shrink-0 text-faint" />
          </p>
          <p dir="auto" className="break-text whitespace-pre-line">
            {message.body}
          </p>
          <Delivery message={message} />
        </li>
      ))}
    </ol>
  );
}

function Delivery({ message }: { message: AgentMessage }) {
  const { delivered_at, delivered_to, withdrawn_at } = message;
  const Icon = delivered_at !== null ? CheckCheck : withdrawn_at !== null ? Undo2 : Clock3;
  return (
    <p className="flex min-w-0 items-start gap-1.5 text-meta text-muted">
      <Icon
        aria-hidden
        className={`mt-0.5 size-3.5 shrink-0 ${delivered_at === null ? '' : 'text-completed'}`}
      />
      <span className="break-text min-w-0">
        {delivered_at !== null && (
          <>
            Delivered to {delivered_to} <RelativeTime at={delivered_at} />
          </>
        )}
        {delivered_at === null && (withdrawn_at !== null ? 'Withdrawn before delivery' : 'Not delivered yet')}
      </span>
    </p>
  );
}
