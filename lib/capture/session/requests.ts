/** Derives requests for a person. The first answer counts, from a page or from the client's own dialog; open-requests.ts ends the others. */
import type { RequestFact } from '../facts';
import type { StepPlace } from './commands';
import type { Draft } from './draft';
import { MAIN } from './keys';
import { isUndecided } from './proposals';
import { locateFact } from './subagents';

/** Asks, and notes which open call waits for the decision. `key` is that of the event. */
export function addRequest(draft: Draft, fact: RequestFact, key: string): void {
  const { decision: kind, question, request, options, turn, subagent } = fact;
  const located = locateFact(draft, { turn, subagent });
  const place = kind === 'plan' ? (gatePlace(draft) ?? located) : located;
  draft.emit({ do: 'ask', ...place, asked: { decision_key: key, kind, question, request, options } });
  draft.state.asked[key] = { ...place, call: fact.call ?? findCall(draft, fact), subagent };
}

/** Returns the gate of the newest plan that the agent proposed. */
function gatePlace(draft: Draft): StepPlace | undefined {
  const gate = Object.keys(draft.state.proposals).at(-1);
  const place = gate === undefined ? undefined : { plan: MAIN, step: gate };
  return place && isUndecided(draft.statusOf(place)) ? place : undefined;
}

/** Returns the newest open call of this tool with this target that no other request is about. */
function findCall(
  { state }: Draft,
  { tool, target, subagent }: Pick<RequestFact, 'tool' | 'target' | 'subagent'>,
): string | undefined {
  const taken = new Set(Object.values(state.asked).map(({ call }) => call));
  return Object.entries(state.calls).findLast(
    ([call, open]) =>
      open.tool === tool && open.target === target && open.subagent === subagent && !taken.has(call),
  )?.[0];
}
