/** Projects captured events as they arrive, for tests of the order of arrival. */
import type { Fact } from '@/lib/capture/facts';
import type { Command } from '@/lib/capture/session/commands';
import { HOLD_MS, type PendingEvent } from '@/lib/capture/session/order';
import { projectEvents } from '@/lib/capture/session/project';
import type { SessionState } from '@/lib/capture/session/state';

export const capturedContext = {
  client: 'claude-code',
  session: 's1',
  now: Date.parse('2026-11-30T08:00:00Z'),
};
const names = new Map<string, number>();

/** Returns an event of these facts; equal facts are the same event. */
export function capturedEvent(...facts: Fact[]): PendingEvent {
  const key = JSON.stringify(facts);
  if (!names.has(key)) names.set(key, names.size + 1);
  return { id: names.get(key) ?? 0, key, facts, occurred_at: null, age_ms: 0 };
}

/** Returns the end of a command; with an error, of one that failed. */
export const capturedResult = (call: string, description: string, error_message?: string): Fact => ({
  kind: 'result',
  turn: 't1',
  call,
  row: {
    action_type: 'command',
    description,
    after_state: { exit_code: error_message ? 1 : 0 },
    ...(error_message && { error_message }),
  },
});
/** Returns the start of a command. */
export const capturedCall = (call: string, target: string): Fact => ({
  kind: 'call',
  turn: 't1',
  call,
  tool: 'Bash',
  action_type: 'command',
  target,
});

export interface Sent {
  commands: Command[];
  state: Partial<SessionState>;
}

/** Sends events one by one; those that wait are sent again with the next one. Returns all commands and the last state. */
export function sendCaptured(events: PendingEvent[]): Sent {
  let state: Partial<SessionState> = {};
  let waiting: PendingEvent[] = [];
  const commands: Command[] = [];
  for (const next of [...events, null]) {
    waiting = [...waiting, ...(next ? [next] : [])];
    for (let done = -1; done !== 0 && waiting.length > 0; ) {
      const aged = next ? waiting : waiting.map((late) => ({ ...late, age_ms: HOLD_MS }));
      const projection = projectEvents(state, aged, capturedContext);
      done = projection.events.length;
      waiting = waiting.filter(({ id }) => !projection.events.includes(id));
      if (done > 0) state = projection.state;
      if (done > 0) commands.push(...projection.commands);
    }
  }
  return { commands, state };
}

/**
 * What a run left behind, in any order: the statuses of its steps, and its rows, usage and context with their steps. An item counts as its
 * prompt, because only the order of arrival shows on which item an agent worked.
 */
export function sentOutcome({ commands, state }: Sent) {
  const turnOf = (step?: string) => state.focus?.findLast((change) => change.step === step)?.turn ?? step;
  const written = commands.flatMap((command) => {
    if (command.do === 'context') return [JSON.stringify(command)];
    if (command.do !== 'log' && command.do !== 'usage') return [];
    return [JSON.stringify({ ...command, step: turnOf(command.step) })];
  });
  const steps = commands.flatMap((command) => {
    if (command.do === 'create' || command.do === 'add') return [command.step.description];
    return command.do === 'revise' ? command.add.map(({ description }) => description) : [];
  });
  return { plans: state.plans, written: written.toSorted(), steps: steps.toSorted() };
}
