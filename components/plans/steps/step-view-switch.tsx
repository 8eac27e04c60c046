import { ChartNoAxesGantt, List, type LucideIcon, Workflow } from 'lucide-react';
import type { StepView } from '@/components/plans/plan-search-params';
import { classNames } from '@/lib/class-names';

const views: { view: StepView; label: string; icon: LucideIcon }[] = [
  { view: 'list', label: 'List', icon: List },
  { view: 'timeline', label: 'Timeline', icon: ChartNoAxesGantt },
  { view: 'graph', label: 'Graph', icon: Workflow },
];

export interface StepViewSwitchProps {
  view: StepView;
  onChange: (view: StepView) => void;
}

export function StepViewSwitch({ view, onChange }: StepViewSwitchProps) {
  return (
    <fieldset className="flex gap-0.5">
      <legend className="sr-only">Show the steps as</legend>
      {views.map(({ view: value, label, icon: Icon }) => (
        <button
          key={value}
          type="button"
          aria-pressed={view === value}
          onClick={() => onChange(value)}
          className={classNames(
            'flex h-7 pointer-coarse:h-10 items-center gap-1.5 rounded-md px-2 font-medium text-meta transition-colors duration-150',
            view === value ? 'bg-hover text-ink' : 'text-muted hover:bg-hover hover:text-ink',
          )}
        >
          <Icon aria-hidden className="size-3.5" />
          {label}
        </button>
      ))}
    </fieldset>
  );
}
