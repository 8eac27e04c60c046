/** The table of plans: sortable rows without steps, filters, and the number of plans for each filter value. */
import type {
  AgentExecutionClient,
  PlanListItem,
  PlanState,
  PlanStatus,
} from '@/lib/agent-execution/agent-execution.types';
import type { UsageSum } from '@/lib/agent-execution/usage';
import { call } from './call';

export const planSorts = [
  'updated',
  'created',
  'task',
  'type',
  'status',
  'progress',
  'estimate',
  'elapsed',
  'cost',
] as const;

export type PlanSort = (typeof planSorts)[number];

export interface PlanTableFilters {
  status?: PlanState[];
  plan_type?: string[];
  created_by?: string[];
  task_id?: string;
  /** Text to search in the task's title, the type, the agent and the reasoning. */
  search?: string;
  /** Created at or after this time, ISO 8601. */
  start_date?: string;
  /** Created before this time. */
  end_date?: string;
  /** Ended (completed or cancelled) at or after this time. */
  ended_start?: string;
  ended_end?: string;
  /** With model calls at or after this time. */
  used_start?: string;
  used_end?: string;
  /** With calls of these models, in the range of used_start and used_end if there is one. */
  model?: string[];
}

export interface PlanTableScope {
  filters: PlanTableFilters;
  sort: PlanSort;
  descending: boolean;
}

/** A plan without steps and reasoning, with the additional columns of the table. */
export interface PlanTableRow
  extends Pick<
    PlanListItem,
    | 'id'
    | 'task_id'
    | 'task_title'
    | 'plan_type'
    | 'status'
    | 'current_step'
    | 'total_steps'
    | 'completed_steps'
    | 'estimated_duration'
    | 'created_by'
    | 'created_at'
    | 'updated_at'
    | 'started_at'
    | 'completed_at'
  > {
  /** The current step's description, cut at 300 characters; null if all steps are settled. */
  current_description: string | null;
  /** What a sub-plan is for: the description of the step that it executes, cut likewise; null for any other plan. */
  parent_description: string | null;
  /** The coding agent whose run it shows, such as codex; null for any other plan. */
  client: string | null;
  /** An import created it from files. */
  is_imported: boolean;
  /** Tokens and cost of the plan with its sub-plans; null if none were reported. */
  usage: UsageSum | null;
  /** The value that the row is sorted by. */
  sort_value: string | null;
}

export interface FacetCount {
  value: string;
  count: number;
}

/** Numbers of plans by filter value; each count applies all other filters. */
export interface PlanFacets {
  /** The number of plans that match all filters. */
  total: number;
  status: FacetCount[];
  plan_type: FacetCount[];
  created_by: FacetCount[];
  /** The 50 tasks with the most plans, and the selected one. */
  task: (FacetCount & { label: string })[];
}

export interface PlanTablePage {
  rows: PlanTableRow[];
  facets: PlanFacets | null;
  /** The time up to which running plans are measured; the next pages use the same time. */
  as_of: string;
}

/** Keyset cursor: the next page begins after this row. */
export interface PlanTablePlace {
  id: string;
  sort_value: string | null;
  as_of: string;
}

export interface PlanTablePageInput {
  after?: PlanTablePlace;
  /** 1 to 500. */
  limit: number;
  with_facets?: boolean;
}

export async function tablePlans(
  db: AgentExecutionClient,
  { filters, sort, descending }: PlanTableScope,
  { after, limit, with_facets = false }: PlanTablePageInput,
): Promise<PlanTablePage> {
  return call(db, 'agent_plan_table', {
    ...filters,
    sort,
    descending,
    after_id: after?.id,
    after_value: after?.sort_value ?? undefined,
    as_of: after?.as_of,
    max_rows: limit,
    with_facets,
  });
}

export interface PlanOutcome {
  id: string;
  ok: boolean;
  /** Why some were refused, and what to do; null if none was. */
  message: string | null;
}

/** Sets the status of up to 1,000 plans, each separately: a refused one does not stop the others. */
export async function updatePlans(
  db: AgentExecutionClient,
  plan_ids: string[],
  status: PlanStatus,
): Promise<PlanOutcome[]> {
  return call(db, 'agent_update_plans', { plan_ids, status });
}

/** The maximum number of plans in one URL. */
export const MAX_EXPORTED_PLANS = 200;
