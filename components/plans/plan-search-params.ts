/** The address of the list of plans: which ones, in what order, and how they are shown. */
import {
  createLoader,
  createSerializer,
  parseAsArrayOf,
  parseAsIsoDate,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server';
import { type PlanTableFilters, type PlanTableScope, planSorts } from '@/lib/agent-execution/plan-table';
import { planColumns, shownAtFirst } from './plan-columns';
import { planStates } from './plan-statuses';

const DAY = 24 * 60 * 60 * 1000;

const filterParams = {
  status: parseAsArrayOf(parseAsStringLiteral(planStates)).withDefault([]),
  type: parseAsArrayOf(parseAsString).withDefault([]),
  agent: parseAsArrayOf(parseAsString).withDefault([]),
  task: parseAsString,
  q: parseAsString.withDefault(''),
  /** Created from this day to that one, both included. */
  from: parseAsIsoDate,
  to: parseAsIsoDate,
};

/** What the server is asked for. */
export const planScopeParams = {
  ...filterParams,
  sort: parseAsStringLiteral(planSorts).withDefault('updated'),
  order: parseAsStringLiteral(['asc', 'desc']).withDefault('desc'),
};

/** What only the browser minds. */
export const planLookParams = {
  columns: parseAsArrayOf(parseAsStringLiteral(planColumns)).withDefault(shownAtFirst),
  density: parseAsStringLiteral(['comfortable', 'compact']).withDefault('comfortable'),
};

export const loadPlanParams = createLoader(planScopeParams);
export const serializePlanScope = createSerializer(planScopeParams);

type PlanParams = Awaited<ReturnType<typeof loadPlanParams>>;

export function planFiltersOf(params: Omit<PlanParams, 'sort' | 'order'>): PlanTableFilters {
  const someOf = <T>(values: T[]) => (values.length > 0 ? values : undefined);
  return {
    status: someOf(params.status),
    plan_type: someOf(params.type),
    created_by: someOf(params.agent),
    task_id: params.task ?? undefined,
    search: params.q.trim() || undefined,
    start_date: params.from?.toISOString(),
    end_date: params.to ? new Date(params.to.getTime() + DAY).toISOString() : undefined,
  };
}

export function planScopeOf(params: PlanParams): PlanTableScope {
  return { filters: planFiltersOf(params), sort: params.sort, descending: params.order === 'desc' };
}

export function hasFilters(params: Omit<PlanParams, 'sort' | 'order'>): boolean {
  return Object.values(planFiltersOf(params)).some((value) => value !== undefined);
}
