import { ChevronDown } from 'lucide-react';
import { buttonClasses } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { formatCount, formatNumber } from '@/lib/format/words';
import { type ContextParams, contextHref, MOST_RESULTS_SHOWN } from './context-search-params';

export interface MoreContextProps {
  params: ContextParams;
  shown: number;
  /** How many match; at most 250 are ranked. */
  found: number;
  hasMore: boolean;
}

const MOST_RANKED = 250;

/** How many there are, and more of them. */
export function MoreContext({ params, shown, found, hasMore }: MoreContextProps) {
  if (shown === 0) return null;
  const total = found >= MOST_RANKED ? `${formatNumber(MOST_RANKED)} or more` : formatNumber(found);
  return (
    <div className="mt-3 flex min-h-8 items-center justify-between gap-3">
      <p className="text-meta text-muted tabular-nums">
        {hasMore ? `${formatNumber(shown)} of ${total}` : formatCount(shown, 'entry')}
        {hasMore && shown >= MOST_RESULTS_SHOWN && ' · say more to find what you look for'}
      </p>
      {hasMore && shown < MOST_RESULTS_SHOWN && (
        <Link
          href={contextHref('/context', { ...params, show: MOST_RESULTS_SHOWN })}
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
