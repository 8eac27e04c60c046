/** Plans as a table: light rows in any order, filters, and how many plans each filter would leave. */
import { unwrap } from './agent-execution.error';
import type { AgentExecutionClient, PlanListItem, PlanState, PlanStatus } from './agent-execution.types';

export const planSorts = [
  'updated',
  'created',
  'task',
  'type',
  'status',
  'progress',
  'estimate',
  'elapsed',
] as const;

export type PlanSort = (typeof planSorts)[number];

export interface PlanTableFilters {
  status?: PlanState[];
  plan_type?: string[];
  created_by?: string[];
  task_id?: string;
  /** Text to find in the task's title, the type, the agent or the reasoning. */
  search?: string;
  /** Created from, ISO 8601. */
  start_date?: string;
  /** Created before. */
  end_date?: string;
}

export interface PlanTableScope {
  filters: PlanTableFilters;
  sort: PlanSort;
  descending: boolean;
}

/** A plan without what was declared and thought, and with what its row says besides. */
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
  /** What the current step is to do, cut at 300 characters; null when all are done. */
  current_description: string | null;
  /** What the row is sorted by. */
  sort_value: string | null;
}

export interface FacetCount {
  value: string;
  count: number;
}

/** Plans by value, each filter counted under all the others. */
export interface PlanFacets {
  /** Plans under all filters. */
  total: number;
  status: FacetCount[];
  plan_type: FacetCount[];
  created_by: FacetCount[];
  /** The 50 tasks with the most plans, and the chosen one. */
  task: (FacetCount & { label: string })[];
}

export interface PlanTablePage {
  rows: PlanTableRow[];
  facets: PlanFacets | null;
  /** The moment up to which running plans are timed; what follows is asked for as of the same one. */
  as_of: string;
}

/** Where a page goes on: after this row of a page. */
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
  const answer = await db.rpc('agent_plan_table', {
    ...filters,
    sort,
    descending,
    after_id: after?.id,
    after_value: after?.sort_value ?? undefined,
    as_of: after?.as_of,
    max_rows: limit,
    with_facets,
  });
  return unwrap(answer) as unknown as PlanTablePage; // the function builds exactly this
}

export interface PlanOutcome {
  id: string;
  ok: boolean;
  /** Why not, and what to do; null when all went well. */
  message: string | null;
}

/** Sets the status of up to 1,000 plans, each on its own: what is refused stops no other. */
export async function updatePlans(
  db: AgentExecutionClient,
  plan_ids: string[],
  status: PlanStatus,
): Promise<PlanOutcome[]> {
  const answer = await db.rpc('agent_update_plans', { plan_ids, status });
  return unwrap(answer) as unknown as PlanOutcome[]; // the function builds exactly this
}
