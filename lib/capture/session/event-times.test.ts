/** Which commands say when they happened. */
import { describe, expect, test } from 'vitest';
import type { Fact } from '../facts';
import { projectEvents, projectPast } from './project';
import { emptyState } from './state';

const NOW = Date.parse('2026-11-30T08:00:00Z');
const context = { client: 'claude-code', session: 's', now: NOW };
const prompt: Fact = { kind: 'prompt', turn: 'p1', text: 'Rename it' };
const END: Fact = { kind: 'turn_end', turn: 'p1', result: 'Done' };
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

/** The times of the commands of events: whether they create, move or log, and when. */
function timesOf({ commands }: ReturnType<typeof projectPast>) {
  return commands.map((command) => [
    command.do === 'move' ? command.move : command.do,
    command.do === 'log' ? command.row.metadata?.occurred_at : command.at,
  ]);
}

describe('an event that arrives', () => {
  const project = (occurred_at: string | null, age_ms = 0) =>
    timesOf(projectEvents({}, [{ id: 1, key: 'k', facts: [prompt], occurred_at, age_ms }], context));

  test.each([
    ['at once', ago(5), 0],
    ['at once, without a time', null, 0],
    ['from a clock that is ahead', ago(-300), 0],
  ])('%s happens when it is written', (_, occurred_at, age_ms) => {
    expect(project(occurred_at, age_ms)).toEqual([
      ['create', undefined],
      ['start_step', undefined],
      ['log', undefined],
    ]);
  });

  test.each([
    ['says its time, if it is late', ago(60), 0, ago(60)],
    ['says when it arrived, if it waited for its projection', null, 60_000, ago(60)],
  ])('%s', (_, occurred_at, age_ms, expected) => {
    expect(project(occurred_at, age_ms)).toEqual([
      ['create', expected],
      ['start_step', expected],
      ['log', expected],
    ]);
  });
});

describe('an event of the past', () => {
  const past = (state = emptyState()) => ({
    ...state,
    imported: { lines: {}, is_complete: true, reader: {} },
  });
  const eventOf = (fact: Fact, occurred_at: string | null) => ({
    key: fact.kind,
    facts: [fact],
    occurred_at,
  });

  test('has its own time, and what follows from the end that of the newest event', () => {
    const events = [eventOf(prompt, ago(3600)), eventOf({ kind: 'end' }, null)];
    const projected = projectPast(past(), events, context);
    expect(timesOf(projected)).toEqual([
      ['create', ago(3600)],
      ['start_step', ago(3600)],
      ['log', ago(3600)],
      ['skip_step', ago(3600)],
    ]);
    expect(projected.state.imported?.last_at).toBe(ago(3600));
  });

  test('ends at the time that an earlier part of the import knew', () => {
    const { state } = projectPast(past(), [eventOf(prompt, ago(3600))], context);
    expect(timesOf(projectPast(state, [eventOf(END, null)], context))).toEqual([
      ['complete_step', ago(3600)],
    ]);
  });

  test('is unknown without any time', () => {
    expect(timesOf(projectPast(past(), [eventOf(prompt, null)], context))).toEqual([
      ['create', 'unknown'],
      ['start_step', 'unknown'],
      ['log', 'unknown'],
    ]);
  });

  test('leaves changes of a list at the time of the first of them', () => {
    const todo: Fact = { kind: 'todo', turn: 'p1', id: '1', text: 'One' };
    const events = [eventOf(prompt, ago(3600)), eventOf(todo, ago(1800)), eventOf(END, ago(60))];
    expect(timesOf(projectPast(past(), events, context))).toContainEqual(['revise', ago(1800)]);
  });
});
