/** The address of a list of plans: what it is filtered by and where it begins. */
import {
  createLoader,
  createSerializer,
  parseAsArrayOf,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server';
import { planStatuses } from './plan-statuses';

export const planSearchParams = {
  status: parseAsArrayOf(parseAsStringLiteral(planStatuses)).withDefault([]),
  type: parseAsArrayOf(parseAsString).withDefault([]),
  q: parseAsString.withDefault(''),
  cursor: parseAsString,
};

export const loadPlanFilters = createLoader(planSearchParams);
export const planListHref = createSerializer(planSearchParams);

export type PlanListFilters = Awaited<ReturnType<typeof loadPlanFilters>>;

export function hasFilters({ status, type, q }: Pick<PlanListFilters, 'status' | 'type' | 'q'>): boolean {
  return status.length > 0 || type.length > 0 || q !== '';
}
