import { ProgressBar } from '@/components/ui/progress-bar';
import type { PlanStatus } from '@/lib/agent-execution/agent-execution.types';
import { statusLooks } from './status-looks';

export interface PlanBarProps {
  plan: { status: PlanStatus; completed_steps: number; total_steps: number };
  className?: string;
}

/** Shows how many steps of a plan are done, in the colour of its status. */
export function PlanBar({ plan: { status, completed_steps, total_steps }, className }: PlanBarProps) {
  return (
    <ProgressBar
      value={completed_steps}
      max={total_steps}
      label={`${completed_steps} of ${total_steps} steps done`}
      tone={statusLooks[status].background}
      className={className}
    />
  );
}
