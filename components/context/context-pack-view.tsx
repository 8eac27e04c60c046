'use client';

import { useEffect, useState } from 'react';
import { CopyButton } from '@/components/ui/copy-button';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import type { ContextPack } from '@/lib/agent-execution/context-pack';
import { formatCount, formatNumber } from '@/lib/format/words';

export type LoadPack = (
  maxTokens: number,
) => Promise<{ pack: ContextPack } | { error: { message: string; hint: string } }>;

/** Budgets that the slider stops at. */
const BUDGETS = [250, 500, 1000, 2000, 4000, 8000, 16_000];
const USUAL = BUDGETS.indexOf(2000);
/** Milliseconds that the slider has to rest. */
const REST = 200;

type Answer = Awaited<ReturnType<LoadPack>>;

const unanswered: Answer = {
  error: { message: 'The server did not answer.', hint: 'Move the slider to try again.' },
};

/** The context pack within a budget: what an agent gets that asks for it now. */
export function ContextPackView({ onLoad }: { onLoad: LoadPack }) {
  const [budget, setBudget] = useState(USUAL);
  const { answer, isLoading } = usePack(onLoad, BUDGETS[budget] ?? 2000);
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
        {answer && 'pack' in answer && (
          <CopyButton text={answer.pack.markdown} label="Copy the pack as Markdown" />
        )}
      </div>
      {!answer && <Skeleton className="h-64" />}
      {answer && 'error' in answer && (
        <Notice tone="error" title={answer.error.message}>
          {answer.error.hint}
        </Notice>
      )}
      {answer && 'pack' in answer && <Pack pack={answer.pack} isOutdated={isLoading} />}
    </div>
  );
}

/** The pack for a budget; the one before stays until the next has come. */
function usePack(onLoad: LoadPack, maxTokens: number): { answer: Answer | null; isLoading: boolean } {
  const [loaded, setLoaded] = useState<{ answer: Answer; maxTokens: number } | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const timer = window.setTimeout(async () => {
      const answer = await onLoad(maxTokens).catch(() => unanswered);
      if (isCurrent) setLoaded({ answer, maxTokens });
    }, REST);
    return () => {
      isCurrent = false;
      window.clearTimeout(timer);
    };
  }, [onLoad, maxTokens]);
  return { answer: loaded?.answer ?? null, isLoading: loaded?.maxTokens !== maxTokens };
}

function Pack({ pack, isOutdated }: { pack: ContextPack; isOutdated: boolean }) {
  return (
    <div className={`grid min-w-0 gap-3 transition-opacity duration-150 ${isOutdated ? 'opacity-60' : ''}`}>
      <p aria-live="polite" className="text-meta text-muted tabular-nums">
        {formatNumber(pack.tokens)} tokens · {formatCount(pack.pieces.length, 'piece')}
        {pack.left_out.length > 0 && ` · ${formatNumber(pack.left_out.length)} left out`}
      </p>
      <section
        aria-label="The pack as Markdown"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
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
      <summary className="w-fit rounded-sm text-meta text-muted hover:text-ink">
        What was left out, and why
      </summary>
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
                ? 'no room'
                : `says the same as ${titles.get(duplicate_of ?? '') ?? 'another'}`}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
