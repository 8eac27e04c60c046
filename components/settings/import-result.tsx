import { Notice } from '@/components/ui/notice';
import type { ImportedCounts } from '@/lib/agent-execution/import-data';
import { formatCount } from '@/lib/format/words';
import { importedWords } from './imported-words';

export function ImportResult({ counts }: { counts: ImportedCounts }) {
  const keys = counts.agent_api_keys ?? 0;
  return (
    <Notice tone="info" title="The import is complete.">
      <p>{importedWords(counts)}</p>
      {keys > 0 && (
        <p>
          {formatCount(keys, 'agent key')} in the file cannot be used here. Create new keys for your agents.
        </p>
      )}
    </Notice>
  );
}
