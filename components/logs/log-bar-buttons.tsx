'use client';

import { ArrowDownNarrowWide, ArrowUpNarrowWide, Pause, Play } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import { Button } from '@/components/ui/button';
import { logSearchParams } from './log-search-params';

/** Puts the newest or the oldest rows first, in the URL. */
export function OrderButton() {
  const [{ order }, setParams] = useQueryStates(logSearchParams, { shallow: false });
  const isNewest = order === 'newest';
  const Icon = isNewest ? ArrowDownNarrowWide : ArrowUpNarrowWide;
  const label = isNewest ? 'Newest first' : 'Oldest first';
  return (
    <Button
      variant="ghost"
      className="@max-4xl:px-2 pointer-coarse:min-w-10"
      title={isNewest ? 'Show the oldest actions first' : 'Show the newest actions first'}
      onClick={() => setParams({ order: isNewest ? 'oldest' : null, row: null })}
    >
      <Icon aria-hidden />
      <span className="@max-4xl:sr-only">{label}</span>
    </Button>
  );
}

export interface TailButtonProps {
  isPaused: boolean;
  onChange: (isPaused: boolean) => void;
}

export function TailButton({ isPaused, onChange }: TailButtonProps) {
  const Icon = isPaused ? Play : Pause;
  return (
    <Button
      variant="ghost"
      className="@max-4xl:px-2 pointer-coarse:min-w-10"
      aria-pressed={!isPaused}
      title={isPaused ? 'New actions wait until you resume' : 'New actions appear as they happen'}
      onClick={() => onChange(!isPaused)}
    >
      <Icon aria-hidden />
      <span className="@max-4xl:sr-only">{isPaused ? 'Resume live tail' : 'Live tail'}</span>
    </Button>
  );
}
