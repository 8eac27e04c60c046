/** The URL parameters of a plan's page that its tabs share: the view of the steps, their filter and the chosen step. */
import { parseAsArrayOf, parseAsFloat, parseAsInteger, parseAsStringLiteral } from 'nuqs';
import { STEP_STATUSES } from '@/lib/agent-execution/state';

export const stepViews = ['list', 'timeline', 'graph'] as const;
export type StepView = (typeof stepViews)[number];

/** The states by which steps are filtered: their statuses, and a lease that is quiet or lost. */
export const shownStates = [...STEP_STATUSES, 'quiet', 'lost'] as const;
export type ShownState = (typeof shownStates)[number];

export const timeScales = ['actual', 'estimate'] as const;
export type TimeScale = (typeof timeScales)[number];

export const planViewParams = {
  view: parseAsStringLiteral(stepViews).withDefault('list'),
  state: parseAsArrayOf(parseAsStringLiteral(shownStates)).withDefault([]),
  /** Whether the timeline is drawn by actual times or by estimates. */
  scale: parseAsStringLiteral(timeScales).withDefault('actual'),
  /** The visible part of the timeline: two times in seconds. */
  span: parseAsArrayOf(parseAsInteger, '-').withDefault([]),
  /** The visible part of the graph: x, y and zoom. */
  camera: parseAsArrayOf(parseAsFloat).withDefault([]),
};

/** The parameters that stay when a person opens another tab. */
const KEPT = [...Object.keys(planViewParams), 'step', 'at'];

/** Returns the URL of a plan with other parameters; the shared ones stay. */
export function planHref(
  planId: string,
  query: { get: (name: string) => string | null },
  changes: Record<string, string | null>,
): string {
  const next = new URLSearchParams();
  for (const name of KEPT) {
    const value = query.get(name);
    if (value !== null) next.set(name, value);
  }
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) next.delete(name);
    else next.set(name, value);
  }
  const text = next.toString();
  return `/plans/${planId}${text && '?'}${text}`;
}
