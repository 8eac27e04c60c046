/** How turns end: with a message, and while tasks run in the background. */
import { expect, test } from 'vitest';
import {
  capturedContext as context,
  capturedEvent as event,
  capturedResult as result,
  sendCaptured as send,
} from '@/tests/support/send-captured';
import type { Fact } from '../facts';
import type { PendingEvent } from './order';
import { projectEvents } from './project';

test('completes a turn that waits once its tasks are gone, in any order of arrival', () => {
  const stop = (turn: string, ...waits_for: string[]) =>
    event({ kind: 'turn_end', turn, result: `End of ${turn}`, ...(waits_for.length > 0 && { waits_for }) });
  const prompts = ['t1', 't2', 't3'].map((turn) => event({ kind: 'prompt', turn, text: turn }));
  const statuses = (...stops: PendingEvent[]) =>
    Object.values(send([...prompts, ...stops]).state.plans?.main ?? {});
  const running = [stop('t1', 'server'), stop('t2', 'server')];
  const [waits, ends] = [
    ['in_progress', 'completed', 'in_progress'],
    ['completed', 'completed', 'completed'],
  ];
  for (const order of [running, running.toReversed()]) expect(statuses(...order)).toEqual(waits);
  for (const order of [
    [...running, stop('t3')],
    [stop('t3'), ...running],
    [running[1], stop('t3'), running[0]],
  ])
    expect(statuses(...order.flatMap((sent) => sent ?? []))).toEqual(ends);
  expect(statuses(...running, event({ kind: 'end' }))).toEqual(['completed', 'completed', 'skipped']);
});

test('takes a message for the result of its turn, and compares it with the tests, in any order of arrival', () => {
  const prompt = event({ kind: 'prompt', turn: 't1', text: 'Test it' });
  const failed = event(result('c1', 'Ran npm test', 'Exit code 1'));
  const message = event({ kind: 'message', turn: 't1', text: 'All tests pass.' });
  const end = event({ kind: 'turn_end', turn: 't1' });
  const { commands } = send([prompt, failed, message, end]);
  expect(commands).toContainEqual(
    expect.objectContaining({ move: 'complete_step', result: { message: 'All tests pass.' } }),
  );
  for (const order of [
    [failed, message, end],
    [end, message, failed],
    [message, end, failed],
  ])
    expect(send([prompt, ...order]).commands).toContainEqual(
      expect.objectContaining({ row: expect.objectContaining({ action_type: 'disputed_claim' }) }),
    );
});

test('keeps the lease of a turn that waits while a later one runs', () => {
  const prompt = (turn: string) => event({ kind: 'prompt', turn, text: turn });
  const stop = event({ kind: 'turn_end', turn: 't1', waits_for: ['server'] });
  const { state } = projectEvents({}, [prompt('t1'), stop, prompt('t2')], context);
  const later = { ...context, now: context.now + 100_000 };
  const { commands } = projectEvents(
    { ...state },
    [event({ ...result('c2', 'Ran ls'), turn: 't2' } as Fact)],
    later,
  );
  expect(commands.filter((command) => command.do === 'renew').map(({ step }) => step)).toEqual(
    expect.arrayContaining(['turn:t1', 'turn:t2']),
  );
});
