import { Link } from '@/components/ui/link';
import { Panel } from '@/components/ui/panel';
import type { RunComparison } from '@/lib/agent-execution/comparisons';
import { formatCount } from '@/lib/format/words';
import { type CompareParams, compareHref } from './compare-href';
import { comparedPairs } from './step-differences';
import { StepPairRow } from './step-pair';

export interface StepPairsProps {
  comparison: RunComparison;
  params: CompareParams;
}

/** Lists the steps of both runs in pairs: all of them, or only those that differ. */
export function StepPairs({ comparison, params }: StepPairsProps) {
  const pairs = comparedPairs(comparison);
  const different = pairs.filter(({ differences }) => differences.length > 0);
  const shown = params.isShort ? different : pairs;
  return (
    <Panel
      id="compared-steps"
      title="Steps"
      aside={
        <Link
          href={compareHref({ ...params, isShort: !params.isShort })}
          scroll={false}
          className="rounded-sm text-meta text-muted hover:text-ink hover:underline"
        >
          {params.isShort
            ? `Show all ${pairs.length}`
            : `Only the ${formatCount(different.length, 'difference')}`}
        </Link>
      }
    >
      {shown.length === 0 && (
        <p className="px-3 py-4 text-muted">
          {pairs.length === 0
            ? 'Neither run has steps.'
            : 'The steps have the same outcome, results and files.'}
        </p>
      )}
      <ol className="divide-y divide-line">
        {shown.map((pair) => (
          <StepPairRow key={pair.key} pair={pair} />
        ))}
      </ol>
    </Panel>
  );
}
