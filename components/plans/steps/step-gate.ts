import type { Step } from '@/lib/agent-execution/agent-execution.types';

/** Returns whether an approved step needs approval again, because it or a step before it changed. */
export function needsNewApproval(step: Pick<Step, 'status' | 'approved_hash' | 'graph_hash'>): boolean {
  return (
    step.status === 'awaiting_approval' &&
    step.approved_hash !== null &&
    step.approved_hash !== step.graph_hash
  );
}
