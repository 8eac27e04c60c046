import { ArrowLeftRight } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { compareHref, readRun } from '@/components/comparisons/compare-href';
import { RunSummary } from '@/components/comparisons/run-summary';
import { StepPairs } from '@/components/comparisons/step-pairs';
import { buttonClasses } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { comparePlans, type RunReference } from '@/lib/agent-execution/comparisons';
import { isAbsent } from '@/lib/is-absent';
import { createServerClient } from '@/lib/supabase/server';
import { ChooseRuns } from './choose-runs';

export const metadata: Metadata = { title: 'Compare runs' };

/** Returns the comparison; an unknown plan or version shows "not found". */
async function findComparison(left: RunReference, right: RunReference) {
  try {
    return await comparePlans(await createServerClient(), left, right);
  } catch (error) {
    if (isAbsent(error)) notFound();
    throw error;
  }
}

export default async function ComparePage({ searchParams }: PageProps<'/compare'>) {
  const query = await searchParams;
  const params = {
    left: readRun(query.left),
    right: readRun(query.right),
    isShort: query.only === 'differences',
  };
  const { left, right } = params;
  const search = typeof query.q === 'string' ? query.q : undefined;
  return (
    <div className="grid gap-4">
      <header className="flex flex-wrap items-center justify-between gap-3">
        <h1 className="font-semibold text-title">Compare runs</h1>
        {left && right && (
          <div className="flex flex-wrap gap-1">
            <Link
              href={compareHref({ left: right, right: left, isShort: params.isShort })}
              className={buttonClasses({ size: 'sm' })}
            >
              <ArrowLeftRight aria-hidden />
              Swap
            </Link>
            <Link href={compareHref({ left })} className={buttonClasses({ size: 'sm' })}>
              Choose another run
            </Link>
          </div>
        )}
      </header>
      {left && right ? (
        <Comparison left={left} right={right} params={params} />
      ) : (
        <ChooseRuns left={left} search={search} />
      )}
    </div>
  );
}

interface ComparisonProps {
  left: RunReference;
  right: RunReference;
  params: Parameters<typeof StepPairs>[0]['params'];
}

async function Comparison({ left, right, params }: ComparisonProps) {
  const comparison = await findComparison(left, right);
  return (
    <>
      <RunSummary comparison={comparison} />
      <StepPairs comparison={comparison} params={params} />
    </>
  );
}
