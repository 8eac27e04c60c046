import { formatNumber } from '@/lib/format/words';

/** Shows how many entries have embeddings; shows nothing once all have. */
export function EmbeddingProgress({ progress }: { progress: { entries: number; embedded: number } | null }) {
  if (!progress || progress.embedded >= progress.entries) return null;
  const { entries, embedded } = progress;
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-meta text-muted">
      <progress
        aria-label="Entries with embeddings"
        max={entries}
        value={embedded}
        className="h-1.5 w-32 accent-in-progress"
      />
      <span className="tabular-nums">
        {formatNumber(embedded)} of {formatNumber(entries)} entries can be found by meaning. All entries can
        be found by keyword.
      </span>
    </div>
  );
}
