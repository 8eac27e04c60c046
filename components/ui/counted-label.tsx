import type { ReactNode } from 'react';
import { formatNumber } from '@/lib/format/words';

/** Truncates the label, never the count. */
export function CountedLabel({ label, count }: { label: ReactNode; count: number }) {
  return (
    <span className="flex items-baseline gap-3">
      <span className="min-w-0 flex-1 truncate">{label}</span>
      <span className="text-faint text-meta tabular-nums">{formatNumber(count)}</span>
    </span>
  );
}
