/** Events that ask for a person, and how they are put into words. */
import type { WebhookKind } from '@/lib/agent-execution/webhooks';

/** What an event says; supabase/schema/attention/ writes it. Fields are absent where they do not apply. */
export interface EventData {
  plan_id?: string;
  plan_type?: string;
  plan_status?: string;
  task_id?: string;
  task_title?: string | null;
  step_number?: number | null;
  step_description?: string | null;
  error_message?: string | null;
  /** The text of the log row. */
  description: string;
  /** The decision to make, as GET /decisions/{id} has it. */
  decision_id?: string | null;
  /** The seq of the log row; absent for events that only the clock makes. */
  seq?: number;
  actor: string | null;
  actor_type: 'agent' | 'user' | 'system';
  occurred_at: string;
}

export type EventKind = WebhookKind | 'webhook.test' | 'push.test';

const MAX_TITLE = 120;
const MAX_TEXT = 500;

const cut = (text: string, max: number) => (text.length > max ? `${text.slice(0, max - 1)}…` : text);

function titleOf(kind: EventKind, { step_number, step_description, description }: EventData): string {
  const step = step_number ? `Step ${step_number}` : 'A step';
  switch (kind) {
    case 'decision.requested':
      return `Decide: ${description || step_description || step}`;
    case 'step.blocked':
      return `${step} is blocked`;
    case 'plan.completed':
      return 'Plan completed';
    case 'plan.failed':
      return 'Plan failed';
    case 'agent.lost':
      return step_number ? `The agent of step ${step_number} was lost` : 'An agent was lost';
    case 'agent.looping':
      return 'An agent fails again and again';
    case 'budget.reached':
      return 'Budget reached';
    case 'webhook.test':
    case 'push.test':
      return 'Test';
  }
}

/** Returns an event in words: a title, and a text that may be empty. */
export function describeEvent(kind: EventKind, data: EventData): { title: string; text: string } {
  const title = titleOf(kind, data);
  const { task_title, error_message, step_description, description } = data;
  const reason = [error_message, description, step_description].find((text) => text && !title.includes(text));
  return {
    title: cut(title, MAX_TITLE),
    text: cut([task_title, reason].filter(Boolean).join(' · '), MAX_TEXT),
  };
}

/** Returns the page of an event on this server: that of a decision, where one is asked for. */
export function pathOf({ plan_id, seq, decision_id }: EventData): string {
  if (decision_id) return `/approvals?decision=${encodeURIComponent(decision_id)}`;
  if (!plan_id) return '/';
  return seq === undefined ? `/plans/${plan_id}` : `/plans/${plan_id}?row=${seq}`;
}
