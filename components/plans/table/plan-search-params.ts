/** The URL parameters of the list of plans: filters, order and look. */
import {
  createLoader,
  createSerializer,
  parseAsArrayOf,
  parseAsIsoDate,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server';
import { planStates } from '@/components/status/status-looks';
import { endOf, startOf } from '@/lib/agent-execution/dates';
import { type PlanTableFilters, type PlanTableScope, planSorts } from '@/lib/dashboard/plan-table';
import { planColumns, shownAtFirst } from './plan-columns';

export const planFilterParams = {
  status: parseAsArrayOf(parseAsStringLiteral(planStates)).withDefault([]),
  type: parseAsArrayOf(parseAsString).withDefault([]),
  agent: parseAsArrayOf(parseAsString).withDefault([]),
  task: parseAsString,
  q: parseAsString.withDefault(''),
  /** Created between these days in the reader's zone, both included. */
  from: parseAsIsoDate,
  to: parseAsIsoDate,
  /** Ended between these days, and with model calls between these. The analytics link to them. */
  ended_from: parseAsIsoDate,
  ended_to: parseAsIsoDate,
  used_from: parseAsIsoDate,
  used_to: parseAsIsoDate,
  model: parseAsArrayOf(parseAsString).withDefault([]),
};

/** The parameters that the server reads. */
export const planScopeParams = {
  ...planFilterParams,
  sort: parseAsStringLiteral(planSorts).withDefault('updated'),
  order: parseAsStringLiteral(['asc', 'desc']).withDefault('desc'),
};

/** The parameters that only the browser reads. */
export const planLookParams = {
  columns: parseAsArrayOf(parseAsStringLiteral(planColumns)).withDefault(shownAtFirst),
  density: parseAsStringLiteral(['comfortable', 'compact']).withDefault('comfortable'),
};

export const loadPlanParams = createLoader(planScopeParams);
export const serializePlanScope = createSerializer(planScopeParams);

type PlanParams = Awaited<ReturnType<typeof loadPlanParams>>;

/** Returns the day in the URL as text; nuqs reads it as midnight UTC. */
const dayOf = (day: Date | null) => day?.toISOString().slice(0, 10);

/** Returns the filters in the URL; its days are days of the zone. */
export function planFiltersOf(
  params: Omit<PlanParams, 'sort' | 'order'>,
  timeZone: string,
): PlanTableFilters {
  const unlessEmpty = <T>(values: T[]) => (values.length > 0 ? values : undefined);
  return {
    status: unlessEmpty(params.status),
    plan_type: unlessEmpty(params.type),
    created_by: unlessEmpty(params.agent),
    task_id: params.task ?? undefined,
    search: params.q.trim() || undefined,
    start_date: startOf(dayOf(params.from), 'from', timeZone),
    end_date: endOf(dayOf(params.to), 'to', timeZone),
    ended_start: startOf(dayOf(params.ended_from), 'ended_from', timeZone),
    ended_end: endOf(dayOf(params.ended_to), 'ended_to', timeZone),
    used_start: startOf(dayOf(params.used_from), 'used_from', timeZone),
    used_end: endOf(dayOf(params.used_to), 'used_to', timeZone),
    model: unlessEmpty(params.model),
  };
}

export function planScopeOf(params: PlanParams, timeZone: string): PlanTableScope {
  return { filters: planFiltersOf(params, timeZone), sort: params.sort, descending: params.order === 'desc' };
}

export function hasFilters(params: Omit<PlanParams, 'sort' | 'order'>): boolean {
  return Object.values(planFiltersOf(params, 'UTC')).some((value) => value !== undefined);
}
