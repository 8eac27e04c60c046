/** Turns: each prompt of a person is a step, which ends with its turn. */
import type { EndFact, PromptFact, TurnEndFact, TurnFailureFact } from '../facts';
import { resultOf, stepText } from '../fit';
import { firstLine } from '../payload';
import { cutText } from '../text/cut-text';
import { claimIn, claimProblem } from './claims';
import type { StepPlace } from './commands';
import type { Draft } from './draft';
import { MAIN, turnKey, WORK } from './keys';
import { closeRequests } from './open-requests';

/** Returns the step of a turn, by default of the newest one. A fact that comes without its prompt creates the step. */
export function turnStep(draft: Draft, turn?: string): StepPlace {
  const { turns, continued } = draft.state;
  const known = turn === undefined ? turns.at(-1) : (continued[turnKey(turn)] ?? turnKey(turn));
  const step = known ?? turnKey('unknown');
  if (!turns.includes(step)) addTurn(draft, step, 'Work without a known prompt');
  return { plan: MAIN, step };
}

function addTurn(draft: Draft, step: string, text: string): void {
  skipBlocked(draft);
  delete draft.state.ended;
  draft.state.turns.push(step);
  draft.addStep({ key: step, action: 'prompt', description: stepText(text, 'Untitled') }, text);
  draft.start({ plan: MAIN, step });
}

/** A turn that failed would hold the whole session, which continues with another prompt. */
function skipBlocked(draft: Draft): void {
  for (const step of draft.state.turns) {
    const place = { plan: MAIN, step };
    if (draft.statusOf(place) === 'blocked')
      draft.move(place, 'skip_step', { description: 'Went on with another prompt' });
  }
}

/** Renews the lease of the newest turn: any event shows that the session is alive. */
export function keepAlive(draft: Draft): void {
  const { turns, owners, calls } = draft.state;
  for (const step of [...turns.slice(-1), ...Object.keys(owners)])
    draft.renew({ plan: MAIN, step }, Object.keys(calls).length > 0);
}

/** Lets the events of a turn count for the turn before it. */
export function continueTurn(draft: Draft, turn: string): void {
  const newest = draft.state.turns.at(-1);
  if (newest !== undefined && newest !== turnKey(turn)) draft.state.continued[turnKey(turn)] ??= newest;
}

export function beginTurn(draft: Draft, { turn, text }: PromptFact, event: string): void {
  const step = turnKey(turn ?? event);
  if (!draft.state.turns.includes(step)) {
    closeRequests(draft);
    addTurn(draft, step, text);
  }
  const row = { action_type: 'prompt', description: firstLine(text), after_state: cutText('prompt', text) };
  draft.emit({ do: 'log', plan: MAIN, step, row });
}

export function endTurn(draft: Draft, { turn, result, is_waiting }: TurnEndFact): void {
  const place = turnStep(draft, turn);
  if (is_waiting) {
    const row = { action_type: 'note', description: 'Waiting for background tasks' };
    draft.emit({ do: 'log', ...place, row });
    return;
  }
  endCallsOf(draft);
  skipInterrupted(draft, place.step);
  const claim = claimIn(result);
  if (claim !== undefined) draft.state.claims[place.step] = claim;
  disputeClaim(draft, place);
  const status = draft.statusOf(place);
  if (status === 'completed' || status === 'blocked') return;
  if (status === 'skipped') draft.move(place, 'reopen_step');
  draft.move(place, 'complete_step', resultOf(result));
}

/**
 * Forgets the open calls of an agent that has ended, by default of the main one: the end of some never arrives. A call that starts a
 * subagent is kept until the subagent has begun.
 */
export function endCallsOf(draft: Draft, subagent?: string): void {
  closeRequests(draft, subagent);
  for (const [call, open] of Object.entries(draft.state.calls))
    if (open.subagent === subagent && !open.starts) delete draft.state.calls[call];
}

/** Writes a row if the final message of a turn claims more than its commands show. */
export function disputeClaim(draft: Draft, place: StepPlace): void {
  const claim = draft.state.claims[place.step];
  const description = claimProblem(claim, draft.state.failed_tests[place.step]);
  if (claim === undefined || description === undefined) return;
  delete draft.state.claims[place.step];
  const row = { action_type: 'disputed_claim', description, after_state: { claim } };
  draft.emit({ do: 'log', ...place, row });
}

/** Some clients report no interruption. A turn before one that has ended was interrupted. */
function skipInterrupted(draft: Draft, ended: string): void {
  const { turns } = draft.state;
  for (const step of turns.slice(0, turns.indexOf(ended))) {
    const place = { plan: MAIN, step };
    if (draft.statusOf(place) === 'in_progress')
      draft.move(place, 'skip_step', { description: 'Interrupted' });
  }
}

export function failTurn(draft: Draft, { turn, error }: TurnFailureFact): void {
  const place = turnStep(draft, turn);
  closeRequests(draft);
  if (draft.statusOf(place) === 'in_progress') draft.move(place, 'block', { error_message: error });
}

export function endSession(draft: Draft, { reason }: EndFact): void {
  closeRequests(draft);
  draft.state.ended = reason ?? '';
}

const isSettled = (status: string | undefined) => status === 'completed' || status === 'skipped';

/** Settles the steps that are open when the session has ended. */
export function settle(draft: Draft): void {
  if (draft.state.ended === undefined) return;
  // Subagents first: they end the steps that they execute.
  const names = Object.keys(draft.state.plans).filter((plan) => plan !== MAIN);
  for (const plan of [...names, MAIN]) {
    for (const [step, status] of Object.entries(draft.state.plans[plan] ?? {})) {
      // A step that awaits approval is skipped once it is approved.
      if (!['pending', 'in_progress', 'awaiting_approval'].includes(status)) continue;
      // While the plan is paused, a subagent may have ended before its step has begun.
      if (plan === MAIN && isSettled(draft.statusOf({ plan: step, step: WORK }))) continue;
      draft.move({ plan, step }, 'skip_step', { description: 'The session ended first' });
      if (plan === MAIN) draft.state.settled.push(step);
      else draft.state.plans[MAIN] = { ...draft.state.plans[MAIN], [plan]: 'skipped' };
    }
  }
}
