import { ArrowDown } from 'lucide-react';
import type { StepView } from '@/components/plans/plan-search-params';
import { Button } from '@/components/ui/button';
import { StepViewSwitch } from './step-view-switch';

export interface StepViewBarProps {
  view: StepView;
  onChange: (view: StepView) => void;
  /** The number of steps that need a person. */
  problems: number;
  onNextProblem: () => void;
}

/** Offers the views of the steps and the next problem. The bar stays in place above each view. */
export function StepViewBar({ view, onChange, problems, onNextProblem }: StepViewBarProps) {
  return (
    <div className="@container sticky top-12 z-10 flex min-h-10 shrink-0 items-center gap-1 border-line border-b bg-surface px-1.5 lg:static print:hidden">
      <StepViewSwitch view={view} onChange={onChange} />
      {problems > 0 && (
        <Button
          variant="ghost"
          size="sm"
          aria-keyshortcuts="n"
          title="Go to the next step that needs a person"
          className="ml-auto"
          onClick={onNextProblem}
        >
          <ArrowDown aria-hidden />
          <span>
            {problems}
            <span className="@max-[22rem]:sr-only">{problems === 1 ? ' problem' : ' problems'}</span>
          </span>
          <kbd
            aria-hidden
            className="rounded-sm border border-line-strong px-1 font-mono text-faint pointer-coarse:hidden @max-[26rem]:hidden"
          >
            n
          </kbd>
        </Button>
      )}
    </div>
  );
}
