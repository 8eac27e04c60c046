import { expect, it } from 'vitest';
import { groupChanges, runSentence } from './change-runs';

const change = (action_type: string, step_number: number | null = null, actor = 'claude', version = 1) => ({
  action_type,
  step_number,
  actor,
  after_state: { version },
});
const lengths = (...changes: ReturnType<typeof change>[]) => groupChanges(changes).map((run) => run.length);

it('groups three or more changes of a kind by one actor', () => {
  const replan = change('replan');
  expect(lengths(replan, replan, replan, change('edit_step', 1))).toEqual([3, 1]);
  expect(lengths(replan, replan)).toEqual([1, 1]);
  expect(lengths(replan, replan, change('replan', null, 'codex'), replan)).toEqual([1, 1, 1, 1]);
});

it('leaves edits apart, because each says something else', () => {
  const edit = change('edit_step', 1);
  expect(lengths(edit, edit, edit)).toEqual([1, 1, 1]);
});

it('says what a run did', () => {
  expect(runSentence([9, 8, 7].map((step) => change('add_step', step)))).toBe(
    'added 3 steps, the last is step 9',
  );
  expect(runSentence([5, 4, 3].map((version) => change('replan', null, 'claude', version)))).toBe(
    'planned again 3 times, up to version 5',
  );
});
