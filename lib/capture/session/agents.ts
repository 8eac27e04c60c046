/** Subagents: each is a sub-plan that executes a step of the plan of the session, under a lease of its own. */
import type { AgentEndFact, AgentFact } from '../facts';
import { resultOf, stepText } from '../fit';
import type { StepPlace } from './commands';
import { type Draft, MAX_ATTEMPTS } from './draft';
import { MAIN } from './state';
import { endCallsOf, turnStep } from './turns';

const planOf = (agent: string) => `agent:${agent}`;

export function hasAgent(draft: Draft, agent: string): boolean {
  return draft.state.plans[planOf(agent)] !== undefined;
}

/** Returns where a fact belongs. Renews the leases of the turn and of the subagent. */
export function placeOf(draft: Draft, { turn, agent }: { turn?: string; agent?: string }): StepPlace {
  const main = turnStep(draft, turn);
  const callers = new Set(Object.values(draft.state.calls).map((call) => call.agent));
  draft.renew(main, callers.size > 0);
  if (agent === undefined) return main;
  if (!hasAgent(draft, agent)) beginAgent(draft, { kind: 'agent', turn, agent });
  const place = { plan: planOf(agent), step: 'work' };
  draft.renew(place, callers.has(agent));
  return place;
}

/** Returns the purpose of a subagent, from the call that started it. */
function takePurpose(draft: Draft, type: string | undefined): string | undefined {
  const call = Object.values(draft.state.calls).find(
    ({ starts }) => starts && (type === undefined || starts.type === undefined || starts.type === type),
  );
  const description = call?.starts?.description;
  if (call) delete call.starts;
  return description;
}

export function beginAgent(draft: Draft, { turn, agent, type, description }: AgentFact): void {
  if (hasAgent(draft, agent)) return;
  turnStep(draft, turn);
  const purpose = description ?? takePurpose(draft, type) ?? `Work of ${type ?? 'a subagent'}`;
  const step = { action: 'agent', description: stepText(purpose, 'Untitled') };
  draft.addStep({ key: planOf(agent), ...step }, purpose);
  draft.emit({
    do: 'create',
    plan: planOf(agent),
    plan_type: 'subagent',
    parent: { plan: MAIN, step: planOf(agent) },
    step: { key: 'work', ...step, max_attempts: MAX_ATTEMPTS },
    metadata: { captured: true, agent, ...(type !== undefined && { agent_type: type }) },
  });
  draft.state.plans[planOf(agent)] = { work: 'pending' };
  draft.start({ plan: planOf(agent), step: 'work' });
  draft.state.plans[MAIN] = { ...draft.state.plans[MAIN], [planOf(agent)]: 'in_progress' };
}

/** A blocked step would hold the whole session, which goes on without the subagent. */
function skipFailed(draft: Draft, place: StepPlace, error: string): void {
  const row = { action_type: 'agent', description: 'The subagent failed', error_message: error };
  draft.emit({ do: 'log', ...place, row });
  draft.move(place, 'skip_step', { description: 'The subagent failed' });
}

/** Ends the work of a subagent. The database then moves the step that its sub-plan executes. */
export function endAgent(draft: Draft, { agent, result, error }: AgentEndFact): void {
  if (!hasAgent(draft, agent)) beginAgent(draft, { kind: 'agent', agent });
  const place = { plan: planOf(agent), step: 'work' };
  endCallsOf(draft, agent);
  if (draft.statusOf(place) !== 'in_progress') return;
  if (error === undefined) draft.move(place, 'complete_step', resultOf(result));
  else skipFailed(draft, place, error);
  const status = error === undefined ? 'completed' : 'skipped';
  draft.state.plans[MAIN] = { ...draft.state.plans[MAIN], [planOf(agent)]: status };
}
