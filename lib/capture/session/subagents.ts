/** Subagents: each is a sub-plan that executes a step of the plan of the session, under a lease of its own. */
import type { SubagentEndFact, SubagentFact } from '../facts';
import { resultOf, stepText } from '../fit';
import { defined } from '../payload';
import type { StepPlace } from './commands';
import { type Draft, MAX_ATTEMPTS } from './draft';
import { MAIN, subagentKey, WORK } from './keys';
import type { Purpose } from './state';
import { endCallsOf, turnStep } from './turns';

export function hasSubagent(draft: Draft, subagent: string): boolean {
  return draft.state.plans[subagentKey(subagent)] !== undefined;
}

/** Returns where a fact belongs. Renews the leases of the turn and of the subagent. */
export function locateFact(
  draft: Draft,
  { turn, subagent }: { turn?: string; subagent?: string },
): StepPlace {
  const main = turnStep(draft, turn);
  const callers = new Set(Object.values(draft.state.calls).map((call) => call.subagent));
  draft.renew(main, callers.size > 0);
  if (subagent === undefined) return main;
  if (!hasSubagent(draft, subagent)) beginSubagent(draft, { kind: 'subagent', turn, subagent });
  const place = { plan: subagentKey(subagent), step: WORK };
  draft.renew(place, callers.has(subagent));
  return place;
}

/** Returns the purpose of a subagent, from the call that started it. */
function takePurpose({ state }: Draft, type: string | undefined): string | undefined {
  const isOf = (purpose: Purpose | undefined): purpose is Purpose =>
    purpose !== undefined && (type === undefined || purpose.type === undefined || purpose.type === type);
  const call = Object.values(state.calls).find(({ starts }) => isOf(starts));
  const purpose = call?.starts ?? state.launched.find(isOf);
  if (call) delete call.starts;
  else state.launched = state.launched.filter((other) => other !== purpose);
  return purpose?.description;
}

export function beginSubagent(draft: Draft, { turn, subagent, type, description }: SubagentFact): void {
  if (hasSubagent(draft, subagent)) return;
  turnStep(draft, turn);
  const purpose = description ?? takePurpose(draft, type) ?? `Work of ${type ?? 'a subagent'}`;
  const step = { action: 'agent', description: stepText(purpose, 'Untitled') };
  // The step is known if its sub-plan was refused.
  if (draft.statusOf({ plan: MAIN, step: subagentKey(subagent) }) === undefined)
    draft.addStep({ key: subagentKey(subagent), ...step }, purpose);
  draft.emit({
    do: 'create',
    plan: subagentKey(subagent),
    plan_type: 'subagent',
    parent: { plan: MAIN, step: subagentKey(subagent) },
    step: { key: WORK, ...step, max_attempts: MAX_ATTEMPTS },
    metadata: defined({
      captured: true,
      agent: subagent,
      agent_type: type,
      imported: draft.state.imported && true,
    }),
  });
  draft.state.plans[subagentKey(subagent)] = { [WORK]: 'pending' };
  draft.start({ plan: subagentKey(subagent), step: WORK });
  draft.state.plans[MAIN] = { ...draft.state.plans[MAIN], [subagentKey(subagent)]: 'in_progress' };
}

/** A blocked step would hold the whole session, which continues without the subagent. */
function skipFailed(draft: Draft, place: StepPlace, error: string): void {
  const row = { action_type: 'agent', description: 'The subagent failed', error_message: error };
  draft.emit({ do: 'log', ...place, row });
  draft.move(place, 'skip_step', { description: 'The subagent failed' });
}

/** Ends the work of a subagent. The database then moves the step that its sub-plan executes. */
export function endSubagent(draft: Draft, { subagent, result, error }: SubagentEndFact): void {
  if (!hasSubagent(draft, subagent)) beginSubagent(draft, { kind: 'subagent', subagent });
  const place = { plan: subagentKey(subagent), step: WORK };
  endCallsOf(draft, subagent);
  if (draft.statusOf(place) !== 'in_progress') return;
  if (error === undefined) draft.move(place, 'complete_step', resultOf(result));
  else skipFailed(draft, place, error);
  const status = error === undefined ? 'completed' : 'skipped';
  draft.state.plans[MAIN] = { ...draft.state.plans[MAIN], [subagentKey(subagent)]: status };
}
