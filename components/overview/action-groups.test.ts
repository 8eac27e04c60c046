import { expect, test } from 'vitest';
import { type Action, groupActions } from './action-groups';

const actionOf = (seq: number, plan_id: string | null, task_id: string | null = null): Action => ({
  seq,
  plan_id,
  task_id,
  task_title: null,
  step_number: null,
  action_type: 'note',
  actor_type: 'agent',
  actor: 'claude',
  created_at: '2026-03-03T12:00:00Z',
  occurred_at: '2026-03-03T12:00:00Z',
  agent_confidence: null,
  description: '',
  error_message: null,
});

test('names each task once, also if two agents take turns', () => {
  const actions = [9, 8, 7, 6, 5].map((seq) => actionOf(seq, `plan ${seq % 2}`, `task ${seq % 2}`));
  const groups = groupActions([...actions, actionOf(4, null, 'task 1'), actionOf(3, null)]);
  expect(groups.map(({ key, actions: all }) => [key, all.map(({ seq }) => seq)])).toEqual([
    ['task 1', [9, 7, 5, 4]],
    ['task 0', [8, 6]],
    ['account', [3]],
  ]);
});

test('shows twelve actions in all, and the four latest groups', () => {
  const of = (plans: number) =>
    groupActions(Array.from({ length: 60 }, (_, i) => actionOf(100 - i, `p${i % plans}`)));
  expect(of(1).map(({ shown }) => shown.length)).toEqual([12]);
  expect(of(2).map(({ shown }) => shown.length)).toEqual([6, 6]);
  expect(of(5).map(({ key, shown }) => [key, shown.length])).toEqual([
    ['p0', 3],
    ['p1', 3],
    ['p2', 3],
    ['p3', 3],
  ]);
  expect(groupActions([])).toEqual([]);
});
