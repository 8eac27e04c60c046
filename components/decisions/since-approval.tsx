import { DifferenceList } from '@/components/plans/versions/difference-list';
import { RelativeTime } from '@/components/ui/relative-time';
import type { StepGate } from '@/lib/agent-execution/plan-at';

/** Shows what changed since the last approval of a step. */
export function SinceApproval({ gate: { approved, changes } }: { gate: StepGate }) {
  if (!approved || !changes)
    return <p className="text-meta text-muted">This step was never approved before.</p>;
  return (
    <section className="@container grid min-w-0 gap-1.5">
      <h3 className="font-medium text-meta text-muted">
        {`Since ${approved.by} approved it `}
        <RelativeTime at={approved.at} />
      </h3>
      <div className="overflow-hidden rounded-md border border-line">
        <DifferenceList differences={changes} />
      </div>
    </section>
  );
}
