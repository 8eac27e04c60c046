import { ChartColumn } from 'lucide-react';
import { EmptyState } from '@/components/ui/empty-state';

/** Before anything happened in the range: what fills the page. */
export function NothingYet({ isFiltered }: { isFiltered: boolean }) {
  return (
    <div className="rounded-md border border-line bg-surface">
      <EmptyState
        icon={ChartColumn}
        title={isFiltered ? 'Nothing of these types in this range' : 'Nothing happened in this range'}
      >
        <p>
          {isFiltered
            ? 'Choose a longer range or other types.'
            : 'Charts appear when agents work on plans: every step they start, complete, block or fail counts. Estimates and confidences make them richer.'}
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
