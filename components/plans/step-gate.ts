import type { Step } from '@/lib/agent-execution/agent-execution.types';

/** Whether a step that was approved waits for approval again, because it or what comes before it was changed. */
export function asksAgain(step: Pick<Step, 'status' | 'approved_hash' | 'graph_hash'>): boolean {
  return (
    step.status === 'awaiting_approval' &&
    step.approved_hash !== null &&
    step.approved_hash !== step.graph_hash
  );
}
