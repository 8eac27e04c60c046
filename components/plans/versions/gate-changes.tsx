'use client';

import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import { useApiQuery } from '@/components/ui/use-api-query';
import type { Step } from '@/lib/agent-execution/agent-execution.types';
import type { StepGate } from '@/lib/agent-execution/plan-at';
import { DifferenceList } from './difference-list';

/** Shows what changed in a step since its last approval. */
export function GateChanges({ step }: { step: Step }) {
  const { data, error } = useApiQuery<StepGate>(
    `/plans/${step.plan_id}/steps/${step.step_number}/gate`,
    `${step.approved_seq} ${step.graph_hash}`,
  );
  if (error) return <p className="text-muted">{`${error.message} ${error.hint}`}</p>;
  if (!data) return <Skeleton className="h-16" />;
  if (!data.approved || !data.changes) return null;
  return (
    <section className="@container grid min-w-0 gap-1.5">
      <h3 className="font-medium text-meta text-muted">
        {`Changed since ${data.approved.by} approved it `}
        <RelativeTime at={data.approved.at} />
      </h3>
      <div className="overflow-hidden rounded-md border border-line bg-surface">
        <DifferenceList differences={data.changes} />
      </div>
    </section>
  );
}
