/** Describes what an import added. */
import type { ImportedCounts } from '@/lib/agent-execution/import-data';
import { formatCount } from '@/lib/format/words';

/** The tables whose rows are counted; rows of other tables belong to these. */
const nouns: [string, string][] = [
  ['deep_work_tasks', 'task'],
  ['deep_work_subtasks', 'subtask'],
  ['agent_execution_plans', 'plan'],
  ['agent_execution_logs', 'log row'],
  ['agent_context_memory', 'context entry'],
  ['agent_context_retention', 'retention rule'],
  ['capture_drop_rules', 'capture rule'],
  ['agent_plan_templates', 'template'],
  ['agent_automation_rules', 'automation rule'],
  ['agent_saved_views', 'saved view'],
];

/** Returns a sentence that names what was imported. */
export function importedWords(counts: ImportedCounts): string {
  const parts = nouns.flatMap(([table, noun]) => {
    const count = counts[table];
    return count ? [formatCount(count, noun)] : [];
  });
  return parts.length > 0 ? `Imported ${parts.join(', ')}.` : 'The file has no data to import.';
}
