/**
 * The item of its list on which the agent works. Calls and usage of the main agent are filed under it while it is the only one in progress,
 * and otherwise under the prompt. Reports come late, so they are compared with the list at their time.
 */
import type { StepPlace } from './commands';
import type { Draft } from './draft';
import { isTodoKey, MAIN } from './keys';
import { locateFact } from './subagents';

const MAX_CHANGES = 50;

/** Notes which item is in progress after a change of the list in this turn. An item with an owner belongs to that agent. */
export function noteFocus(draft: Draft, turn: string): void {
  const { plans, owners, focus } = draft.state;
  const open = Object.entries(plans[MAIN] ?? {}).flatMap(([key, status]) =>
    isTodoKey(key) && status === 'in_progress' && owners[key] === undefined ? [key] : [],
  );
  const step = open.length === 1 ? open[0] : undefined;
  const last = focus.at(-1);
  if (last === undefined ? step === undefined : last.step === step && last.turn === turn) return;
  const { now } = draft.context;
  const at = Math.max(Math.min(draft.at ?? now, now), last?.at ?? 0);
  draft.state.focus = [...focus, { at, turn, ...(step !== undefined && { step }) }].slice(-MAX_CHANGES);
}

/** Returns where a call or usage belongs. An item counts for the turns in which the agent reported it. */
export function locateWork(draft: Draft, fact: { turn?: string; subagent?: string }): StepPlace {
  const place = locateFact(draft, fact);
  if (fact.subagent !== undefined) return place;
  const at = draft.at ?? draft.context.now;
  const found = draft.state.focus.findLast((change) => change.at <= at);
  if (found?.step === undefined || found.turn !== place.step) return place;
  const item = { plan: MAIN, step: found.step };
  return draft.statusOf(item) === undefined ? place : item;
}
