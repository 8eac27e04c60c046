import { expect, it } from 'vitest';
import { changeSentence, hasMoreToShow, reasonOf } from './change-sentence';

const change = (
  action_type: string,
  after_state: object,
  before_state: object | null = null,
  step_number = 3,
) => ({ action_type, step_number, before_state, after_state }) as Parameters<typeof changeSentence>[0];

it.each([
  [change('create_plan', { plan_type: 'research', total_steps: 6 }), 'created the plan with 6 steps'],
  [
    change(
      'edit_step',
      { estimated_duration: 45, description: 'Read all' },
      { estimated_duration: 30, description: 'Read' },
    ),
    'changed step 3: the estimate from 30 min to 45 min, the description from “Read” to “Read all”',
  ],
  [
    change('edit_step', { estimated_duration: 90 }, { estimated_duration: null }),
    'changed step 3: the estimate from none to 1 h 30 min',
  ],
  [change('add_step', { step: 3, action: 'test', description: 'Test it' }), 'added step 3, “Test it”'],
  [change('reorder_steps', { order: [3, 2], steps: [] }), 'put the steps that can move into the order 3, 2'],
  [
    change('update_plan', { status: 'paused' }, { status: 'in_progress' }),
    'set the plan from in progress to paused',
  ],
  [change('update_plan', { agent_reasoning: 'B' }, { agent_reasoning: 'A' }), 'rewrote the reasoning'],
  [change('update_plan', { agent_reasoning: 'B' }, { agent_reasoning: null }), 'gave the reasoning'],
  [
    change('replan', { version: 2, steps: [{}, {}], kept: [1] }),
    'planned again: version 2 has 2 steps and keeps the work of 1',
  ],
  [
    change('replan', { version: 3, reverts_to: 1, steps: [{}], kept: [] }),
    'restored version 1: version 3 has 1 step and keeps the work of 0',
  ],
])('says what was done', (log, sentence) => {
  expect(changeSentence(log)).toBe(sentence);
});

it('offers the values only where a sentence cannot hold them', () => {
  expect(hasMoreToShow(change('edit_step', { estimated_duration: 45 }, { estimated_duration: 30 }))).toBe(
    false,
  );
  expect(hasMoreToShow(change('edit_step', { estimated_duration: 45 }, { estimated_duration: null }))).toBe(
    false,
  );
  expect(hasMoreToShow(change('edit_step', { description: 'x'.repeat(200) }, { description: 'y' }))).toBe(
    true,
  );
  expect(hasMoreToShow(change('update_plan', { agent_reasoning: 'B' }, { agent_reasoning: 'A' }))).toBe(true);
});

it.each([
  [
    'replan',
    'Version 61: 1 added, 0 removed, 0 changed, 1 kept. The agent changed its list',
    'The agent changed its list',
  ],
  ['replan', 'Version 2: 1 added, 0 removed, 0 changed, 0 kept', ''],
  ['add_step', 'Added a step', ''],
  ['add_step', 'The migration needs a check', 'The migration needs a check'],
  ['edit_step', 'Edited step 3', ''],
  ['update_plan', 'status paused, current step 3, reasoning', ''],
  ['update_plan', 'reasoning', ''],
  ['update_plan', 'The reasoning was outdated', 'The reasoning was outdated'],
  ['edit_step', 'It takes longer', 'It takes longer'],
])('shows the reason of %s once: %s', (action_type, description, reason) => {
  expect(reasonOf({ action_type, description })).toBe(reason);
});
