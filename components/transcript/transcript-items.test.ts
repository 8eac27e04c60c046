import { expect, it } from 'vitest';
import type { TranscriptRow } from '@/lib/dashboard/transcript';
import { toItems } from './transcript-items';

const rowOf = (seq: number, action_type: string): TranscriptRow =>
  ({
    seq,
    action_type,
    description: action_type,
    step_number: 1,
    after_state: null,
    before_state: null,
    metadata: {},
    error_message: null,
    entity_id: null,
  }) as Partial<TranscriptRow> as TranscriptRow;

const rows = [
  'create_plan',
  'start_step',
  'prompt',
  'replan',
  'todo',
  'start_step',
  'todo',
  'note',
  'todo',
].map((action, index) => rowOf(index + 1, action));

it('groups three small changes or more, under the step that they start', () => {
  const items = toItems(rows, { 1: 'Search' }, false);
  expect(items.map((item) => (item.kind === 'events' ? [item.title, item.items.length] : item.seq))).toEqual([
    3,
    ['Started step 1: Search', 4],
    8,
    9,
  ]);
});

it('begins a captured run with its prompt, and the plan of an agent with its first change', () => {
  const kinds = (actions: string[]) =>
    toItems(
      actions.map((action, index) => rowOf(index + 1, action)),
      {},
      false,
    ).map(({ seq }) => seq);
  expect(kinds(['create_plan', 'prompt', 'todo', 'prompt'])).toEqual([2, 3, 4]);
  expect(kinds(['create_plan', 'start_step', 'note'])).toEqual([1, 2, 3]);
  expect(kinds(['create_plan', 'send_message'])).toEqual([1, 2]);
  expect(kinds(['todo', 'prompt'])).toEqual([1, 2]);
});

it('keeps the rows of a search apart', () => {
  expect(toItems(rows, {}, true).map((item) => item.kind)).toEqual(rows.map(() => 'entry'));
});
