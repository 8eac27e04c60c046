import { FileInput } from 'lucide-react';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';

/** Marks a plan that an import made of files. Its log has the time of the import, so the mark also says when the run began. */
export function ImportedMark({ metadata }: { metadata: JsonObject }) {
  if (metadata.imported !== true) return null;
  const { began_at } = metadata;
  const day = typeof began_at === 'string' ? began_at.slice(0, 10) : null;
  return (
    <span
      title="Imported from files. The times of the log are those of the import."
      className="inline-flex items-center gap-1.5"
    >
      <FileInput aria-hidden strokeWidth={2.25} className="size-3.5" />
      {day === null ? 'Imported' : `Imported, began ${day}`}
    </span>
  );
}
