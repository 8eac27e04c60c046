'use client';

import { ArrowDownToLine, X } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import { useTransition } from 'react';
import { logSearchParams } from '@/components/logs/log-search-params';
import { StepSelect } from '@/components/logs/step-select';
import { Button } from '@/components/ui/button';
import { SearchInput } from '@/components/ui/search-input';
import type { StepNames } from './move-sentence';

export interface TranscriptBarProps {
  stepNames: StepNames;
  isFollowing: boolean;
  /** Absent while no newer actions can arrive. */
  onFollow?: (isFollowing: boolean) => void;
}

/** Shows the search, the step and the live tail of a transcript. The URL stores the search and the step. */
export function TranscriptBar({ stepNames, isFollowing, onFollow }: TranscriptBarProps) {
  const [isLoading, startTransition] = useTransition();
  const [{ q, step, row }, setAll] = useQueryStates(
    { q: logSearchParams.q, step: logSearchParams.step, row: logSearchParams.row },
    { shallow: false, startTransition },
  );
  return (
    <search className="z-10 flex flex-wrap items-center gap-2 border-line border-b bg-surface px-3 py-2 @sm:flex-nowrap @2xl:sticky @2xl:top-[calc(3rem+var(--tabs))] lg:@2xl:top-(--tabs)">
      <SearchInput
        label="Search commands and outputs"
        value={q}
        isBusy={isLoading}
        className="min-w-0 basis-full @sm:max-w-72 @sm:flex-1 @sm:basis-28"
        onChange={(text) => setAll({ q: text || null, row: null })}
      />
      <div className="@sm:@max-2xl:**:[select]:max-w-28">
        <StepSelect
          names={stepNames}
          step={step}
          onChange={(next) => setAll({ step: next, row: null }, { history: 'push' })}
        />
      </div>
      {(q !== '' || step !== null || row !== null) && (
        <Button variant="ghost" onClick={() => setAll(null)}>
          <X aria-hidden />
          {q === '' && step === null ? 'Show all' : 'Clear'}
        </Button>
      )}
      {onFollow && (
        <Button
          variant="ghost"
          className="ml-auto"
          aria-pressed={isFollowing}
          title="Show the newest actions, and stay there while new ones arrive"
          onClick={() => onFollow(!isFollowing)}
        >
          <ArrowDownToLine aria-hidden />
          <span className="@max-2xl:sr-only">{isFollowing ? 'Following' : 'Follow'}</span>
        </Button>
      )}
    </search>
  );
}
