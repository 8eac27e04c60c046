/** Turns: each prompt of a person is a step, which ends with its turn. */
import type { EndFact, MessageFact, PromptFact, TurnEndFact, TurnFailureFact } from '../facts';
import { resultOf, stepText } from '../fit';
import { defined, firstLine } from '../payload';
import { cutText } from '../text/cut-text';
import { claimIn, claimProblem } from './claims';
import type { StepPlace } from './commands';
import type { Draft } from './draft';
import { MAIN, turnKey, WORK } from './keys';
import { closeRequests } from './open-requests';

/** The longest message that is kept. */
const MAX_MESSAGE_LENGTH = 20_000;

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

/** Renews the leases of the newest turn and of those that wait: any event shows that the session is alive. */
export function keepAlive(draft: Draft): void {
  const { turns, waiting, owners, calls } = draft.state;
  for (const step of [...turns.slice(-1), ...Object.keys(waiting), ...Object.keys(owners)])
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

/** Keeps a message for the end of its turn, which may have come before it. */
export function keepMessage(draft: Draft, { turn, text }: MessageFact): void {
  const place = turnStep(draft, turn);
  draft.state.message = { step: place.step, text: text.slice(-MAX_MESSAGE_LENGTH) };
  if (draft.statusOf(place) === 'completed') noteClaim(draft, place, text);
}

function noteClaim(draft: Draft, place: StepPlace, message: string | undefined): void {
  const claim = claimIn(message);
  if (claim !== undefined) draft.state.claims[place.step] = claim;
  disputeClaim(draft, place);
}

/** Ends a turn, unless it waits for background tasks. A task for which an earlier turn waits is not awaited again. */
export function endTurn(draft: Draft, { turn, result, waits_for: tasks = [] }: TurnEndFact): void {
  const place = turnStep(draft, turn);
  const { turns, waiting } = draft.state;
  const [before, after] = [
    turns.slice(0, turns.indexOf(place.step)),
    turns.slice(turns.indexOf(place.step) + 1),
  ];
  for (const step of before) endWaiting(draft, step, (task) => tasks.includes(task));
  const awaited = tasks.filter((task) => !before.some((step) => waiting[step]?.tasks.includes(task)));
  // A turn that was skipped as interrupted had ended.
  if (awaited.length === 0 || draft.statusOf(place) === 'skipped') {
    endCallsOf(draft);
    skipInterrupted(draft, before);
    completeTurn(draft, place, result);
    return;
  }
  waiting[place.step] = defined({ tasks: awaited, result });
  const row = { action_type: 'note', description: 'Waiting for background tasks' };
  draft.emit({ do: 'log', ...place, row });
  for (const step of after) endWaiting(draft, step, (task) => !awaited.includes(task));
}

/** Completes a turn that waits for none of the tasks that still matter. */
function endWaiting(draft: Draft, step: string, matters: (task: string) => boolean): void {
  const known = draft.state.waiting[step];
  if (!known) return;
  known.tasks = known.tasks.filter(matters);
  if (known.tasks.length === 0) completeTurn(draft, { plan: MAIN, step }, known.result);
}

function completeTurn(draft: Draft, place: StepPlace, final: string | undefined): void {
  const { waiting, message } = draft.state;
  delete waiting[place.step];
  const result = final ?? (message?.step === place.step ? message.text : undefined);
  noteClaim(draft, place, result);
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
function skipInterrupted(draft: Draft, turns: string[]): void {
  for (const step of turns) {
    const place = { plan: MAIN, step };
    if (draft.statusOf(place) === 'in_progress' && draft.state.waiting[step] === undefined)
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

/** Settles the steps that are open when the session has ended. Background tasks end with it. */
export function settle(draft: Draft): void {
  if (draft.state.ended === undefined) return;
  for (const step of Object.keys(draft.state.waiting)) endWaiting(draft, step, () => false);
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
