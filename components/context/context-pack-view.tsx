'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { CopyButton } from '@/components/ui/copy-button';
import { FailureNotice } from '@/components/ui/failure-notice';
import { Link } from '@/components/ui/link';
import { tabQueryClient } from '@/components/ui/query-client';
import { Skeleton } from '@/components/ui/skeleton';
import { useSettled } from '@/components/ui/use-settled';
import { type ActionResult, dataOfAction, type FailureError } from '@/lib/action-result';
import type { ContextPack } from '@/lib/agent-execution/context-pack';
import { formatCount, formatNumber } from '@/lib/format/words';

export type LoadPack = (maxTokens: number) => Promise<ActionResult<{ pack: ContextPack }>>;

/** The steps of the slider, in tokens. */
const BUDGETS = [250, 500, 1000, 2000, 4000, 8000, 16_000];
const DEFAULT = BUDGETS.indexOf(2000);
/** Milliseconds for which the slider must rest before the pack is loaded. */
const SETTLE_MS = 200;

export interface ContextPackViewProps {
  planId: string;
  onLoad: LoadPack;
}

/** Shows the context pack that an agent gets within a budget of tokens. */
export function ContextPackView(props: ContextPackViewProps) {
  const [budget, setBudget] = useState(DEFAULT);
  const { pack, failure, isOutdated } = usePack(props, BUDGETS[budget] ?? 2000);
  return (
    <div className="grid min-w-0 gap-3 p-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <label className="flex min-w-0 flex-1 items-center gap-3">
          <span className="shrink-0 font-medium">Budget</span>
          <input
            type="range"
            min={0}
            max={BUDGETS.length - 1}
            value={budget}
            aria-valuetext={`${formatNumber(BUDGETS[budget] ?? 0)} tokens`}
            onChange={(event) => setBudget(Number(event.target.value))}
            className="h-8 w-full min-w-24 max-w-64 accent-solid"
          />
          <output className="w-24 shrink-0 text-right tabular-nums">
            {formatNumber(BUDGETS[budget] ?? 0)} tokens
          </output>
        </label>
        {pack && !failure && <CopyButton text={pack.markdown} label="Copy the pack as Markdown" />}
      </div>
      {!pack && !failure && <Skeleton className="h-64" />}
      <FailureNotice failure={failure} />
      {pack && !failure && <Pack pack={pack} isOutdated={isOutdated} />}
    </div>
  );
}

/** Loads the pack for a budget; the earlier pack stays visible in the meantime. */
function usePack({ planId, onLoad }: ContextPackViewProps, maxTokens: number) {
  const settled = useSettled(maxTokens, SETTLE_MS);
  const client = tabQueryClient();
  const { data, error, isPlaceholderData } = useQuery<{ pack: ContextPack }, FailureError>(
    {
      queryKey: ['context-pack', planId, settled],
      queryFn: () => dataOfAction(() => onLoad(settled), 'Move the slider to try again.'),
      placeholderData: keepPreviousData,
      staleTime: 0,
      retry: false,
    },
    client,
  );
  // A refreshed page passes a new action, and the pack may have changed with the page.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the new action is the sign
  useEffect(() => {
    void client.invalidateQueries({ queryKey: ['context-pack', planId] });
  }, [client, planId, onLoad]);
  return { pack: data?.pack, failure: error, isOutdated: isPlaceholderData || settled !== maxTokens };
}

function Pack({ pack, isOutdated }: { pack: ContextPack; isOutdated: boolean }) {
  return (
    <div className={`grid min-w-0 gap-3 transition-opacity duration-150 ${isOutdated ? 'opacity-60' : ''}`}>
      <p aria-live="polite" className="text-meta text-muted tabular-nums">
        {formatNumber(pack.tokens)} tokens · {formatCount(pack.pieces.length, 'piece')}
        {pack.left_out.length > 0 && ` · ${formatNumber(pack.left_out.length)} omitted`}
      </p>
      <section
        aria-label="The pack as Markdown"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach a scrollable box
        tabIndex={0}
        className="max-h-[32rem] overflow-auto rounded-md border border-line bg-sunken"
      >
        <pre className="break-text whitespace-pre-wrap p-2.5 font-mono text-meta">{pack.markdown}</pre>
      </section>
      {pack.left_out.length > 0 && <LeftOut pack={pack} />}
    </div>
  );
}

function LeftOut({ pack: { left_out, pieces } }: { pack: ContextPack }) {
  const titles = new Map(pieces.map(({ id, title }) => [id, title]));
  return (
    <details>
      <summary className="w-fit rounded-sm text-meta text-muted hover:text-ink">Omitted entries</summary>
      <ul className="mt-2 grid gap-1 text-meta">
        {left_out.map(({ id, title, reason, duplicate_of, score }) => (
          <li key={id} className="flex min-w-0 items-baseline gap-3">
            {score === null ? (
              <span className="min-w-0 truncate">{title}</span>
            ) : (
              <Link
                href={`/context/${id}`}
                prefetch={false}
                className="min-w-0 truncate rounded-sm font-mono hover:underline"
              >
                {title}
              </Link>
            )}
            <span className="ml-auto shrink-0 text-muted">
              {reason === 'budget'
                ? 'over the budget'
                : `same content as ${titles.get(duplicate_of ?? '') ?? 'another entry'}`}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
