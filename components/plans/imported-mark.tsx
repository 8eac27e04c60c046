import { FileInput } from 'lucide-react';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';

/** Marks a plan that an import made of files. */
export function ImportedMark({ metadata }: { metadata: JsonObject }) {
  if (metadata.imported !== true) return null;
  return (
    <span
      title="Imported from files. Its times are those in the files. The proof of a row says when it was recorded."
      className="inline-flex items-center gap-1.5"
    >
      <FileInput aria-hidden strokeWidth={2.25} className="size-3.5" />
      Imported
    </span>
  );
}
