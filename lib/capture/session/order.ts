/**
 * Puts pending events into order. Events of a session may arrive late, because clients send them side by side. An event that needs
 * another one first, such as a tool call the prompt that caused it, waits for it for a while.
 */
import type { Fact } from '../facts';
import { MAIN, subagentKey, todoKey, turnKey } from './keys';
import { awaitsOther, type Known } from './sources';
import type { SessionState } from './state';

export interface PendingEvent {
  id: number;
  /** Identifies it in the session. */
  key: string;
  /** The client's name of the event. */
  event?: string;
  /** The working directory, if it names one. */
  cwd?: string;
  facts: Fact[];
  /** ISO 8601, if the client says when it happened. */
  occurred_at: string | null;
  /** Milliseconds since it arrived. */
  age_ms: number;
}

/** How long an event waits for one that it needs. */
export const HOLD_MS = 5000;

const isTurn = (fact: Fact) =>
  fact.kind === 'prompt' || (fact.kind === 'note' && fact.is_continuation === true);

/** What ends something comes after what belongs to it. */
const ENDS: Partial<Record<Fact['kind'], number>> = { subagent_end: 1, turn_end: 2, turn_failure: 2, end: 3 };

/** Returns the rank of an event among others of its turn. An event that begins a turn is never late. */
function rankEvent({ facts }: PendingEvent): number {
  return facts.some(isTurn) ? 0 : Math.max(0, ...facts.map(({ kind }) => ENDS[kind] ?? 0));
}

/** Returns when an event happened, in milliseconds since 1970; undefined if the client does not say so. */
export function timeOf({ occurred_at }: Pick<PendingEvent, 'occurred_at'>): number | undefined {
  const time = Date.parse(occurred_at ?? '');
  return Number.isFinite(time) ? time : undefined;
}

/**
 * Returns the events by their times if all have one; otherwise in order of arrival, with what ends something last. An event without the
 * id of its turn belongs to the prompt that arrived before it, so its rank counts up to the next one.
 */
function sortEvents(events: PendingEvent[]): PendingEvent[] {
  if (events.every((event) => timeOf(event) !== undefined))
    return events.toSorted((one, other) => (timeOf(one) ?? 0) - (timeOf(other) ?? 0) || one.id - other.id);
  const prompts = events.filter(({ facts }) =>
    facts.some((fact) => fact.kind === 'prompt' && fact.turn === undefined),
  );
  const placed = events.map((event) => ({
    event,
    turn: prompts.filter(({ id }) => id <= event.id).length,
    rank: rankEvent(event),
  }));
  return placed
    .toSorted((one, other) => one.turn - other.turn || one.rank - other.rank || one.event.id - other.event.id)
    .map(({ event }) => event);
}

function knowsTurn(turn: string | undefined, { state, before }: Known): boolean {
  if (turn === undefined) return state.turns.length > 0 || before.some(({ kind }) => kind === 'prompt');
  return (
    state.turns.includes(turnKey(turn)) ||
    state.continued[turnKey(turn)] !== undefined ||
    before.some((fact) => isTurn(fact) && 'turn' in fact && fact.turn === turn)
  );
}

function knowsSubagent(subagent: string | undefined, { state, before }: Known): boolean {
  return (
    subagent === undefined ||
    state.plans[subagentKey(subagent)] !== undefined ||
    before.some((fact) => fact.kind === 'subagent' && fact.subagent === subagent)
  );
}

function knowsPurpose({ state, before }: Known): boolean {
  return (
    state.launched.length > 0 ||
    Object.values(state.calls).some(({ starts }) => starts !== undefined) ||
    before.some((fact) => fact.kind === 'call' && fact.starts_subagent !== undefined)
  );
}

function knowsTodo(id: string, { state, before }: Known): boolean {
  return (
    state.plans[MAIN]?.[todoKey(id)] !== undefined ||
    before.some((fact) => fact.kind === 'todo' && fact.id === id && fact.text !== undefined)
  );
}

/** Returns whether a fact of an event can be applied. The facts before it in the event are known, too. */
function isReady(fact: Fact, place: number, { facts }: PendingEvent, { before, ...others }: Known): boolean {
  if (awaitsOther(fact, { before, ...others })) return false;
  const known = { ...others, before: [...before, ...facts.slice(0, place)] };
  if (fact.kind === 'session' || fact.kind === 'prompt') return true;
  // Other events of the session may still be on their way.
  if (fact.kind === 'end') return false;
  if (isTurn(fact)) return knowsTurn(undefined, known);
  if (!knowsTurn('turn' in fact ? fact.turn : undefined, known)) return false;
  if (fact.kind === 'subagent') return fact.description !== undefined || knowsPurpose(known);
  if (fact.kind === 'todo') return fact.text !== undefined || knowsTodo(fact.id, known);
  return knowsSubagent('subagent' in fact ? fact.subagent : undefined, known);
}

/** Returns the events to apply now, in order. The others wait. */
export function readyEvents(events: PendingEvent[], state: SessionState): PendingEvent[] {
  const ready: PendingEvent[] = [];
  const before: Fact[] = [];
  let waiting = sortEvents(events);
  for (let count = -1; count !== ready.length; ) {
    count = ready.length;
    waiting = waiting.filter((event) => {
      const known = { state, before, at: timeOf(event) };
      const isHeld =
        event.age_ms < HOLD_MS && !event.facts.every((fact, n) => isReady(fact, n, event, known));
      if (!isHeld) {
        ready.push(event);
        before.push(...event.facts);
      }
      return isHeld;
    });
  }
  return ready;
}
