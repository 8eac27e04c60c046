import type { WebhookKind } from '@/lib/agent-execution/webhooks';

export const kindWords: Record<WebhookKind, string> = {
  'decision.requested': 'Decision requested',
  'step.blocked': 'Step blocked',
  'plan.failed': 'Plan failed',
  'plan.completed': 'Plan completed',
  'agent.lost': 'Agent lost',
  'agent.looping': 'Agent looping',
  'budget.reached': 'Budget reached',
};
