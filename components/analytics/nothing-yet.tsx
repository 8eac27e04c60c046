import { ChartColumn } from 'lucide-react';
import { EmptyState } from '@/components/ui/empty-state';

/** Shown when the range has no activity. */
export function NothingYet({ isFiltered }: { isFiltered: boolean }) {
  return (
    <div className="rounded-md border border-line bg-surface">
      <EmptyState
        icon={ChartColumn}
        title={isFiltered ? 'No activity matches these filters in this range' : 'No activity in this range'}
      >
        <p>
          {isFiltered
            ? 'Choose a longer range or other filters.'
            : 'The charts count every step that agents start, complete, block or fail. Estimates and confidence values add detail.'}
        </p>
        <p>
          Log a step with{' '}
          <code className="font-mono text-ink">
            {'{ "action_type": "complete_step", "agent_confidence": 0.9 }'}
          </code>
          , and declare steps with an <code className="font-mono text-ink">estimated_duration</code> in
          minutes.
        </p>
      </EmptyState>
    </div>
  );
}
