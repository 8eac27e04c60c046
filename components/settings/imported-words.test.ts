import { expect, test } from 'vitest';
import { importedWords } from './imported-words';

test.each([
  [{ agent_context_retention: 2 }, 'Imported 2 retention rules.'],
  [
    { deep_work_tasks: 1, agent_context_memory: 2, agent_context_retention: 0 },
    'Imported 1 task, 2 context entries.',
  ],
  [{ agent_automation_rules: 1, agent_automation_runs: 5 }, 'Imported 1 automation rule.'],
  [{ agent_api_keys: 1 }, 'The file has no data to import.'],
  [{}, 'The file has no data to import.'],
])('describes an import of %j', (counts, words) => {
  expect(importedWords(counts)).toBe(words);
});
