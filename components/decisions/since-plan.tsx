import { RelativeTime } from '@/components/ui/relative-time';
import type { DecisionEvidence, DecisionToMake } from '@/lib/dashboard/decisions';
import { DiffOfChange } from './diff-of-change';

export interface SincePlanProps {
  decision: DecisionToMake;
  previous: NonNullable<DecisionEvidence['previous_plan']>;
}

/** Shows what changed since the plan that a person decided last. */
export function SincePlan({ decision: { request }, previous: { plan, outcome, by, at } }: SincePlanProps) {
  const verb = outcome === 'allow' ? 'approved' : 'rejected';
  return (
    <section className="grid min-w-0 gap-1.5">
      <h3 className="font-medium text-meta text-muted">
        {`Since ${by} ${verb} a plan `}
        <RelativeTime at={at} />
      </h3>
      {request.plan === plan ? (
        <p className="text-meta text-muted">Nothing changed.</p>
      ) : (
        <DiffOfChange before={plan} after={String(request.plan ?? '')} label="the plan" />
      )}
    </section>
  );
}
