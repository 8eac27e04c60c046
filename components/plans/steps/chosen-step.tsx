'use client';

import { List, X } from 'lucide-react';
import { StepTime } from '@/components/plans/timeline/step-time';
import { StepStatusLabel } from '@/components/status/held-status-label';
import { Button } from '@/components/ui/button';
import type { PlanWithDetails, Step } from '@/lib/agent-execution/agent-execution.types';

export interface ChosenStepProps {
  step: Step;
  plan: PlanWithDetails;
  onShowInList: () => void;
  onClear: () => void;
}

/** Names the step whose log is shown, below a timeline or a graph. Its actions are in the list. */
export function ChosenStep({ step, plan, onShowInList, onClear }: ChosenStepProps) {
  return (
    <section
      aria-label="Chosen step"
      className="flex items-center gap-2 border-line border-t bg-sunken px-3 py-1 print:hidden"
    >
      <StepStatusLabel step={step} isIconOnly />
      <span className="text-faint tabular-nums">{step.step_number}</span>
      <span dir="auto" className="min-w-0 flex-1 truncate">
        {step.description}
      </span>
      <span className="max-sm:hidden">
        <StepTime step={step} plan={plan} />
      </span>
      <Button variant="ghost" size="sm" onClick={onShowInList}>
        <List aria-hidden />
        Show in list
      </Button>
      <Button variant="ghost" size="icon" aria-label="Show the log of all steps" onClick={onClear}>
        <X aria-hidden />
      </Button>
    </section>
  );
}
