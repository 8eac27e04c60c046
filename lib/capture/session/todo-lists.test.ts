import { expect, test } from 'vitest';
import { capturedEvent as event, sendCaptured as send } from '@/tests/support/send-captured';
import type { PendingEvent } from './order';

test('ignores a list that a newer one overtook, if it names no list before it', () => {
  const list = (first: 'pending' | 'completed', second: 'pending' | 'in_progress'): PendingEvent =>
    event({
      kind: 'todo_list',
      turn: 't1',
      todos: [
        { text: 'A', status: first },
        { text: 'B', status: second },
      ],
    });
  const prompt = event({ kind: 'prompt', turn: 't1', text: 'Build it' });
  const lists = [list('pending', 'pending'), list('completed', 'pending'), list('completed', 'in_progress')];
  const { state } = send([prompt, ...lists]);
  expect(state.plans?.main).toMatchObject({ 'todo_text:A': 'completed', 'todo_text:B': 'in_progress' });
  expect(send([prompt, ...lists.toReversed()]).state.plans).toEqual(state.plans);
});
