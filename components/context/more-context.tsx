import { ChevronDown } from 'lucide-react';
import { buttonClasses } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { formatCount, formatNumber } from '@/lib/format/words';
import { type ContextParams, contextHref, MAX_RESULTS_SHOWN } from './context-search-params';

export interface MoreContextProps {
  params: ContextParams;
  shown: number;
  /** Number of matches; at most 250 are ranked. */
  found: number;
  hasMore: boolean;
}

const MAX_RANKED = 250;

/** Shows the number of results and a link to more. */
export function MoreContext({ params, shown, found, hasMore }: MoreContextProps) {
  if (shown === 0) return null;
  const total = found >= MAX_RANKED ? `${formatNumber(MAX_RANKED)} or more` : formatNumber(found);
  return (
    <div className="mt-3 flex min-h-8 items-center justify-between gap-3">
      <p className="text-meta text-muted tabular-nums">
        {hasMore ? `${formatNumber(shown)} of ${total}` : formatCount(shown, 'entry')}
        {hasMore && shown >= MAX_RESULTS_SHOWN && ' · refine the search to see others'}
      </p>
      {hasMore && shown < MAX_RESULTS_SHOWN && (
        <Link
          href={contextHref('/context', { ...params, show: MAX_RESULTS_SHOWN })}
          scroll={false}
          prefetch={false}
          className={buttonClasses()}
        >
          <ChevronDown aria-hidden />
          Show more
        </Link>
      )}
    </div>
  );
}
