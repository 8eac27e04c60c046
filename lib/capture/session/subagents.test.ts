import { expect, test } from 'vitest';
import {
  capturedContext as context,
  capturedEvent as event,
  sendCaptured as send,
} from '@/tests/support/send-captured';
import type { CallFact, Fact } from '../facts';
import { projectEvents } from './project';

const prompt: Fact = { kind: 'prompt', turn: 't1', text: 'Count the carts' };
const begin = (fields: Partial<CallFact> = {}): Fact => ({
  kind: 'call',
  turn: 't1',
  call: 'c1',
  tool: 'spawn_agent',
  action_type: 'agent',
  target: 'Look',
  starts_subagent: { description: 'Look at the logs' },
  ...fields,
});
const ended = (error_message?: string): Fact => ({
  kind: 'result',
  turn: 't1',
  call: 'c1',
  row: { action_type: 'agent', description: 'Ran agent', ...(error_message && { error_message }) },
});
const started: Fact = { kind: 'subagent', turn: 't1', subagent: 'a1', type: 'default' };

test('names a subagent in the background by the call that started it and has ended', () => {
  const { commands, events } = projectEvents(
    {},
    [event(prompt), event(begin()), event(ended()), event(started)],
    context,
  );
  expect(events).toHaveLength(4);
  expect(commands).toContainEqual(
    expect.objectContaining({
      do: 'create',
      plan: 'subagent:a1',
      step: expect.objectContaining({ description: 'Look at the logs' }),
    }),
  );
});

test('gives each subagent in the background a purpose of its own', () => {
  const other = begin({ call: 'c2', starts_subagent: { description: 'Look at the carts' } });
  const { commands } = send([
    event(prompt),
    event(begin()),
    event(ended()),
    event(other),
    event({ ...ended(), call: 'c2' } as Fact), // a result with another id
    event(started),
    event({ ...started, subagent: 'a2' } as Fact), // a subagent with another id
  ]);
  const created = commands.flatMap((command) => (command.do === 'create' ? [command.step.description] : []));
  expect(created.slice(1)).toEqual(['Look at the logs', 'Look at the carts']);
});

test('forgets the purpose of a subagent that could not be started', () => {
  const { state } = send([event(prompt), event(begin()), event(ended('No such agent'))]);
  expect(state.launched).toEqual([]);
});
