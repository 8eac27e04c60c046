'use client';

import { History, Plus, Save } from 'lucide-react';
import { use } from 'react';
import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { notifyDone } from '@/components/ui/notify';
import { useAction } from '@/components/ui/use-action';
import type { Step } from '@/lib/agent-execution/agent-execution.types';
import type { FailureFix, KnownFailure } from '@/lib/agent-execution/failures';
import { FailureActionsContext } from './failure-actions';
import { fixEntry, fixStep, seenWords } from './fix-text';
import { useKnownFailure } from './use-known-failure';

/** Shows how often the failure of a step was seen before, what fixed it last, and offers that fix. */
export function StepFailure({ step }: { step: Pick<Step, 'plan_id' | 'step_number'> }) {
  const failure = useKnownFailure(step.plan_id, step.step_number);
  if (!failure) return null;
  const { fix } = failure;
  return (
    <div className="-mt-1 mb-2 ml-[calc(3.625rem+var(--lanes,0px))] mr-3 grid gap-1 text-meta text-muted">
      <p className="flex min-w-0 items-start gap-1.5" title={failure.signature}>
        <History aria-hidden className="mt-0.5 size-3 shrink-0" />
        <span className="break-text min-w-0">
          {seenWords(failure)}
          {fix === null && ', never fixed'}
          {fix && (
            <>
              , last fixed by{' '}
              <Link
                href={`/plans/${fix.plan_id}?step=${fix.step_number}`}
                className="rounded-sm font-medium text-ink hover:underline"
              >
                {`step ${fix.step_number} of ${fix.task_title}`}
              </Link>
            </>
          )}
        </span>
      </p>
      {fix && <FixOffer planId={step.plan_id} failure={failure} fix={fix} />}
    </div>
  );
}

interface FixOfferProps {
  planId: string;
  failure: KnownFailure;
  fix: FailureFix;
}

function FixOffer({ planId, failure, fix }: FixOfferProps) {
  const actions = use(FailureActionsContext);
  const { isPending, run } = useAction();
  if (!actions) return null;
  const add = () =>
    run(() => actions.onAddStep(fixStep(fix)), {
      onSuccess: () => notifyDone('Added the fix as the last step'),
    });
  const keep = () =>
    run(() => actions.onKeep(fixEntry(planId, failure, fix)), {
      onSuccess: () => notifyDone('Saved the fix to the context of the plan'),
    });
  return (
    <div className="-ml-2 flex flex-wrap gap-1 print:hidden">
      <Button variant="ghost" size="sm" disabled={isPending} onClick={add}>
        <Plus aria-hidden />
        Add the fix as a step
      </Button>
      <Button variant="ghost" size="sm" disabled={isPending} onClick={keep}>
        <Save aria-hidden />
        Save it to context
      </Button>
    </div>
  );
}
