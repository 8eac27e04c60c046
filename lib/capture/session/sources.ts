/**
 * Joins what hooks and telemetry report of one session. Both report prompts, calls and usage, seconds apart and in any order, and each
 * of them must count once:
 *
 * - Once hooks report prompts, the steps come from them. Telemetry then adds usage, and calls that no hook reported.
 * - A call, and equal usage, is counted by source: the nth report of one source is the nth report of the other.
 * - A report that is partial waits for the other source, as long as an event waits at all. So the row of a call is written once, from the
 *   report that says more. A session whose other source never came waits only once.
 */
import type { Fact, PromptFact, UsageFact } from '../facts';
import { hashOf } from '../hash-of';
import { defined } from '../payload';
import { subagentKey, turnKey } from './keys';
import type { SessionState } from './state';

const MAX_REPORTED = 50;
const MAX_PROMPTS = 20;

/** What an event may refer to: the session as stored, and the facts that are applied before the event. */
export interface Known {
  state: SessionState;
  before: Fact[];
  /** When the event happened, in milliseconds since 1970, if the client says so. */
  at?: number;
}

/** An event of the client: its key, and when it happened in milliseconds since 1970. */
interface Moment {
  key: string;
  at: number;
}

type Sourced<Kind extends Fact['kind']> = Extract<Fact, { kind: Kind }>;

/** Returns whether a fact waits for what the other source reports. */
export function awaitsOther(fact: Fact, { state, before, at }: Known): boolean {
  if (fact.source !== 'telemetry')
    return (
      fact.kind === 'result' && fact.is_partial === true && !isKnownTo('telemetry', fact, { state, before })
    );
  if (isBeforeTurns(fact, state, at)) return true;
  if (!waitsForHooks(fact)) return false;
  const hasHooks = before.some(isHookPrompt) || state.hooks;
  if (hasHooks !== true) return hasHooks === undefined;
  if (fact.kind === 'result') return !isKnownTo('hooks', fact, { state, before });
  return fact.kind === 'prompt' && !isPromptKnown(fact, { state, before });
}

/** Returns whether usage names no turn, and is older than the turns that have begun: its own may be on its way. */
function isBeforeTurns(fact: Fact, { began }: SessionState, at: number | undefined): boolean {
  if (fact.kind !== 'usage' || fact.turn !== undefined || at === undefined) return false;
  return !Object.values(began).some((time) => time <= at);
}

function waitsForHooks(fact: Fact): boolean {
  if (fact.kind === 'session' || fact.kind === 'usage') return false;
  return fact.kind !== 'result' || fact.is_partial === true;
}

function isHookPrompt(fact: Fact): boolean {
  return fact.kind === 'prompt' && fact.source === undefined;
}

/** Returns whether a source has reported this call more often than the other, or never reports anything. */
function isKnownTo(
  source: 'hooks' | 'telemetry',
  { call }: Sourced<'result'>,
  { state, before }: Known,
): boolean {
  if (state[source] === false) return true;
  const stored = state.reported[`call:${call}`] ?? 0;
  const changes = before.map((fact) =>
    fact.kind === 'result' && fact.call === call ? countChange(fact) : 0,
  );
  const ahead = changes.reduce((sum, change) => sum + change, stored);
  return source === 'hooks' ? ahead > 0 : ahead < 0;
}

/** Returns how a report changes by how much hooks are ahead of telemetry. */
const countChange = ({ source }: Fact) => (source === 'telemetry' ? -1 : 1);

function isPromptKnown(fact: PromptFact, { state, before }: Known): boolean {
  const isSame = (step: string | undefined, text: string) =>
    (fact.turn !== undefined && step === turnKey(fact.turn)) || isSameText(text, textHash(fact));
  return (
    state.prompts.some(({ source, step, text }) => source === undefined && isSame(step, text)) ||
    before.some(
      (other) =>
        other.kind === 'prompt' &&
        other.source === undefined &&
        isSame(other.turn === undefined ? undefined : turnKey(other.turn), textHash(other)),
    )
  );
}

const textHash = ({ text, is_hidden }: PromptFact) => (is_hidden ? '' : hashOf(text.trim()));

const isSameText = (one: string, other: string) => one === other || one === '' || other === '';

/** Returns what a fact adds to the session: the fact, with its turn if telemetry does not name it; null if it is known already. */
export function joinSources(state: SessionState, fact: Fact, moment: Moment): Fact | null {
  noteSource(state, fact);
  if (fact.kind === 'prompt') return joinPrompt(state, fact, moment);
  if (fact.kind === 'result' && isRepeated(state, `call:${fact.call}`, fact)) {
    delete state.calls[fact.call];
    return null;
  }
  if (fact.kind === 'usage' && isRepeated(state, usageKey(fact), fact)) return null;
  if (fact.source === undefined || fact.kind === 'session') return fact;
  if (fact.kind !== 'result' && fact.kind !== 'usage') return state.hooks ? null : fact;
  const place = { turn: turnOf(state, fact.turn, moment), subagent: subagentOf(state, fact) };
  return defined({ ...fact, ...place, source: undefined });
}

/** Remembers which sources the session has. A fact that waited for the other one is applied without it only after the wait. */
function noteSource(state: SessionState, fact: Fact): void {
  if (isHookPrompt(fact)) state.hooks = true;
  if (fact.source === 'telemetry') {
    state.telemetry = true;
    if (waitsForHooks(fact)) state.hooks ??= false;
  } else if (fact.kind === 'result' && fact.is_partial && (state.reported[`call:${fact.call}`] ?? 0) >= 0) {
    state.telemetry ??= false;
  }
}

/** Counts a report. Returns whether the other source had reported the same before. */
function isRepeated(state: SessionState, key: string, fact: Fact): boolean {
  const ahead = state.reported[key] ?? 0;
  const change = countChange(fact);
  delete state.reported[key]; // its place is that of the last report
  if (ahead + change !== 0) state.reported[key] = ahead + change;
  for (const old of Object.keys(state.reported).slice(0, -MAX_REPORTED)) delete state.reported[old];
  return ahead * change < 0;
}

/** Hooks and telemetry know a call of a model by different ids, and by the same tokens. */
function usageKey({ input_tokens = 0, output_tokens = 0 }: UsageFact): string {
  return `usage:${input_tokens}/${output_tokens}`;
}

/** Returns a prompt that begins a turn; null for one that the other source, or an earlier event of the turn, has reported. */
function joinPrompt(state: SessionState, fact: Sourced<'prompt'>, { key, at }: Moment): Fact | null {
  const step = turnKey(fact.turn ?? key);
  const text = textHash(fact);
  const index = state.prompts.findIndex(
    (other) => other.source !== fact.source && (other.step === step || isSameText(other.text, text)),
  );
  const [other] = index === -1 ? [] : state.prompts.splice(index, 1);
  const known = other?.step ?? (fact.source && state.hooks ? stepAt(state, at) : undefined);
  if (known !== undefined) {
    // Telemetry is compared by its own clock.
    if (other && fact.source === 'telemetry') state.began[known] = at;
    if (fact.turn !== undefined && known !== step) state.continued[step] = known;
    return null;
  }
  if (state.began[step] !== undefined) return null;
  state.began[step] = at;
  state.prompts = [...state.prompts, { step, text, source: fact.source }].slice(-MAX_PROMPTS);
  return fact;
}

/** Returns the step of the turn that ran at a time; that of the newest turn, if the clocks disagree. */
function stepAt(state: SessionState, at: number): string | undefined {
  const { turns, began } = state;
  return turns.findLast((step) => (began[step] ?? Number.POSITIVE_INFINITY) <= at) ?? turns.at(-1);
}

/** Returns the turn of what telemetry reports: the one that it names, or the one that ran then. */
function turnOf(state: SessionState, turn: string | undefined, { at }: Moment): string | undefined {
  const isKnown =
    turn !== undefined &&
    (state.turns.includes(turnKey(turn)) || state.continued[turnKey(turn)] !== undefined);
  if (isKnown || (turn !== undefined && !state.hooks)) return turn;
  return stepAt(state, at)?.slice(turnKey('').length);
}

/** Returns the subagent of what telemetry reports, if it is one that a plan has: clients have agents of their own, too. */
function subagentOf(
  state: SessionState,
  { kind, subagent }: Sourced<'result'> | Sourced<'usage'>,
): string | undefined {
  const isKnown = subagent !== undefined && state.plans[subagentKey(subagent)] !== undefined;
  return isKnown || kind === 'result' ? subagent : undefined;
}
