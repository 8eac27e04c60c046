import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fact } from '@/lib/capture/facts';
import { capturedEvent, sendCaptured, sentOutcome } from '@/tests/support/send-captured';
import type { PendingEvent } from './order';
import { projectEvents } from './project';

const at = (second: number, event: PendingEvent) => ({
  ...event,
  occurred_at: `2026-11-30T07:59:${String(second).padStart(2, '0')}Z`,
});
const hook = (...facts: Fact[]) => capturedEvent(...facts);
const otlp = (second: number, ...facts: Fact[]) =>
  at(second, capturedEvent(...facts.map((fact) => ({ ...fact, source: 'telemetry' as const }))));

const prompt = (text: string, turn?: string): Fact => ({ kind: 'prompt', text, ...(turn && { turn }) });
const result = (
  call: string,
  exit_code?: number,
  more: { turn?: string; is_partial?: boolean } = {},
): Fact => ({
  kind: 'result',
  call,
  row: {
    action_type: 'command',
    description: `Ran ${call}`,
    ...(exit_code !== undefined && { after_state: { exit_code } }),
    ...(exit_code && { error_message: `Exit code ${exit_code}` }),
  },
  ...more,
});
const usage = (id: string, input_tokens: number, cost_usd?: number): Fact => ({
  kind: 'usage',
  id,
  model: 'm',
  input_tokens,
  output_tokens: 1,
  ...(cost_usd !== undefined && { cost_usd }),
});

/** Two turns. The hooks of the client name the turns, and hide exit codes of commands; its telemetry has no turns. */
const hooks: PendingEvent[] = [
  at(10, hook(prompt('Build it', 't1'))),
  hook(result('c1', undefined, { turn: 't1', is_partial: true })),
  hook(result('patch', 0, { turn: 't1' })),
  hook({ kind: 'turn_end', turn: 't1', result: 'Built. All tests pass.' }),
  at(20, hook(prompt('Test it', 't2'))),
  hook(result('c2', undefined, { turn: 't2', is_partial: true })),
  hook({ kind: 'turn_end', turn: 't2' }),
];
const telemetry: PendingEvent[] = [
  otlp(10, { kind: 'session', model: 'm' }),
  otlp(11, prompt('Build it')),
  otlp(12, usage('u1', 100, 0.5)),
  otlp(13, result('c1', 3)),
  otlp(14, result('patch', 0, { is_partial: true })),
  otlp(19, { kind: 'turn_end', result: 'Built. All tests pass.' }),
  otlp(21, prompt('Test it')),
  otlp(22, usage('u2', 100, 0.25)),
  otlp(23, result('c2', 0)),
];

const rowsOf = ({ commands }: ReturnType<typeof sendCaptured>) =>
  commands.flatMap((command) =>
    command.do === 'log' ? [[command.step, command.row.description, command.row.after_state?.exit_code]] : [],
  );
const usageOf = ({ commands }: ReturnType<typeof sendCaptured>) =>
  commands.flatMap((command) =>
    command.do === 'usage' ? [[command.step, command.usage.usage_key, command.usage.cost_usd]] : [],
  );

describe('hooks and telemetry of one session', () => {
  test('become one step a prompt, one row a call with its exit code, and usage of the turn that ran then', () => {
    const sent = sendCaptured([...hooks, ...telemetry]);
    expect(sent.state.plans?.main).toEqual({ 'turn:t1': 'completed', 'turn:t2': 'completed' });
    expect(rowsOf(sent).filter(([, row]) => String(row).startsWith('Ran'))).toEqual(
      expect.arrayContaining([
        ['turn:t1', 'Ran c1', 3],
        ['turn:t1', 'Ran patch', 0],
        ['turn:t2', 'Ran c2', 0],
      ]),
    );
    expect(rowsOf(sent).filter(([, row]) => String(row).startsWith('Ran'))).toHaveLength(3);
    expect(rowsOf(sent).filter(([, row]) => row === 'Build it' || row === 'Test it')).toHaveLength(2);
    expect(usageOf(sent)).toEqual([
      ['turn:t1', 'u1', 0.5],
      ['turn:t2', 'u2', 0.25],
    ]);
  });

  test.each([
    ['of a turn', [], [...hooks.slice(0, 4), ...telemetry.slice(0, 6)]],
    ['of two turns whose hooks came first', [0, 4], [...hooks, ...telemetry]],
  ])('end the same in any order of arrival %s', (_, first, all) => {
    const begin = first.flatMap((place) => hooks[place] ?? []);
    const rest = all.filter((event) => !begin.includes(event));
    const expected = sentOutcome(sendCaptured([...begin, ...rest]));
    fc.assert(
      fc.property(fc.shuffledSubarray(rest, { minLength: rest.length }), (shuffled) => {
        expect(sentOutcome(sendCaptured([...begin, ...shuffled]))).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  test('count equal usage once, whichever source sends it first', () => {
    const both = [
      hook(prompt('Go', 't1')),
      hook(usage('h', 7)),
      otlp(30, usage('t', 7)),
      otlp(31, usage('t2', 7)),
    ];
    for (const events of [both, both.toReversed()]) expect(usageOf(sendCaptured(events))).toHaveLength(2);
  });

  test('share a turn that they name differently', () => {
    const events = [
      hook(prompt('Go')),
      otlp(30, { ...prompt('Go', 'trace1') }),
      otlp(31, result('c9', 0, { turn: 'trace1' })),
    ];
    for (const order of [events, events.toReversed()]) {
      const { main = {} } = sendCaptured(order).state.plans ?? {};
      expect(Object.keys(main)).toHaveLength(1);
    }
  });

  test('match a prompt whose text telemetry hides', () => {
    const hidden = otlp(30, { kind: 'prompt', text: 'Prompt', is_hidden: true });
    expect(rowsOf(sendCaptured([hidden, hook(prompt('Go', 't1'))]))).toEqual([['turn:t1', 'Go', undefined]]);
  });
});

describe('a session with telemetry only', () => {
  test('has steps and rows of its own', () => {
    const sent = sendCaptured(telemetry);
    expect(Object.values(sent.state.plans?.main ?? {})).toEqual(['completed', 'in_progress']);
    expect(rowsOf(sent).filter(([, row]) => String(row).startsWith('Ran'))).toHaveLength(3);
  });

  test('waits for hooks once', () => {
    const [first, second] = [otlp(10, prompt('One')), otlp(20, prompt('Two'))];
    const context = { client: 'codex', session: 's', now: Date.parse('2026-11-30T08:00:00Z') };
    expect(projectEvents({}, [first], context).events).toEqual([]);
    const { state } = projectEvents({}, [{ ...first, age_ms: 5000 }], context);
    expect(projectEvents(state, [second], context).events).toEqual([second.id]);
  });
});

describe('a session with hooks only', () => {
  test('waits once for an exit code that never comes', () => {
    const context = { client: 'codex', session: 's', now: Date.parse('2026-11-30T08:00:00Z') };
    const [begin, first, , , , second] = hooks as [PendingEvent, PendingEvent, ...PendingEvent[]];
    const started = projectEvents({}, [begin, first], context);
    expect(started.events).toEqual([begin.id]);
    const waited = projectEvents(started.state, [{ ...first, age_ms: 5000 }], context);
    expect(waited.events).toEqual([first.id]);
    const next = { ...second, facts: second?.facts.map((fact) => ({ ...fact, turn: 't1' })) } as PendingEvent;
    expect(projectEvents(waited.state, [next], context).events).toEqual([next.id]);
  });
});
