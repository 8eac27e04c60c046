import { formatNumber } from '@/lib/format/words';

/** How far the search by meaning is; nothing once every entry has its vector. */
export function EmbeddingProgress({ progress }: { progress: { entries: number; embedded: number } | null }) {
  if (!progress || progress.embedded >= progress.entries) return null;
  const { entries, embedded } = progress;
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-meta text-muted">
      <progress
        aria-label="Entries that are found by meaning"
        max={entries}
        value={embedded}
        className="h-1.5 w-32 accent-in-progress"
      />
      <span className="tabular-nums">
        {formatNumber(embedded)} of {formatNumber(entries)} entries are found by meaning as well; all are
        found by words.
      </span>
    </div>
  );
}
