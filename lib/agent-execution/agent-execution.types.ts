/**
 * The nouns of the service, derived from the database's generated types: column name = JSON name = property name.
 * Durations are in minutes, times are ISO 8601 in UTC, confidence is 0 to 1.
 */
import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database, Json } from '../supabase/database.types';

export type { Database, Json };

/** A supabase-js client that carries the caller's identity; row level security decides what it may do. */
export type AgentExecutionClient = SupabaseClient<Database>;

type Tables = Database['public']['Tables'];

export type PlanStatus =
  | 'pending'
  | 'in_progress'
  | 'blocked'
  | 'awaiting_approval'
  | 'completed'
  | 'failed'
  | 'paused'
  | 'cancelled';

export type StepStatus =
  | 'pending'
  | 'awaiting_approval'
  | 'in_progress'
  | 'blocked'
  | 'completed'
  | 'failed'
  | 'skipped';

export type ActorType = 'agent' | 'user' | 'system';

/** Actions that move a step; any other action_type is recorded and moves nothing. */
export type StepAction =
  | 'start_step'
  | 'complete_step'
  | 'fail_step'
  | 'skip_step'
  | 'reopen_step'
  | 'approve_step'
  | 'reject_step'
  | 'release_step'
  | 'block';

/** A step as declared. Without depends_on it waits for the step before it; [] waits for nothing. */
export interface PlanStep {
  /** Its number, counting from 1. */
  step: number;
  action: string;
  description: string;
  /** Minutes. */
  estimated_duration?: number;
  depends_on?: number[];
  requires_approval?: boolean;
  /** How often it may be tried before a failure is final, 1 unless said; where it is not said, a lost lease may still be taken up twice. */
  max_attempts?: number;
  /** Upper end of the random wait after the first failure, 1 unless said; doubles with each further one, up to an hour. */
  retry_delay_seconds?: number;
  /** How long one attempt may take. */
  timeout_seconds?: number;
}

type PlanRow = Tables['agent_execution_plans']['Row'];
type StepRow = Tables['agent_execution_steps']['Row'];
type LogRow = Tables['agent_execution_logs']['Row'];

export interface Plan extends Omit<PlanRow, 'status' | 'plan_json'> {
  status: PlanStatus;
  /** This version as declared; edits do not change it. */
  plan_json: { steps: PlanStep[] };
}

export interface Step extends Omit<StepRow, 'status'> {
  status: StepStatus;
}

export interface Log extends Omit<LogRow, 'actor_type'> {
  actor_type: ActorType;
}

export type ContextEntry = Omit<Tables['agent_context_memory']['Row'], 'search' | 'search_length'>;

export type Task = Tables['deep_work_tasks']['Row'];

export type Subtask = Pick<
  Tables['deep_work_subtasks']['Row'],
  'id' | 'task_id' | 'title' | 'priority' | 'estimated_time' | 'completed'
>;

/** A plan in a list. */
export interface PlanListItem extends Plan {
  task_title: string;
}

export interface ParentStep {
  plan_id: string;
  step_number: number;
  plan_type: string;
  status: PlanStatus;
  task_title: string;
  step_description: string;
}

/** A plan that does a step of another. */
export interface SubPlan extends Pick<PlanRow, 'plan_type' | 'completed_steps' | 'total_steps'> {
  plan_id: string;
  /** The step that it does. */
  step_number: number;
  status: PlanStatus;
  /** Of its steps under way that are held, by step. */
  leases: Lease[];
}

export interface PlanSummary
  extends Pick<
    PlanRow,
    'id' | 'task_id' | 'plan_type' | 'total_steps' | 'completed_steps' | 'version' | 'agent_reasoning'
  > {
  status: PlanStatus;
}

/** What the lease of a step says of its holder, derived at the read: quiet once half of it has gone by without a heartbeat. */
export type Liveness = 'working' | 'quiet' | 'lost';

/** The status of a plan as it is shown and counted: one in progress is lost where all leases of its steps have ended. */
export type PlanState = PlanStatus | 'lost';

/** Who is at work on a step. */
export interface Lease {
  plan_id: string;
  step_number: number;
  lease_owner: string;
  /** When the holder was last heard of. */
  heartbeat_at: string;
  lease_expires_at: string;
  liveness: Liveness;
  /** 0 once it is lost. */
  seconds_left: number;
  attempt: number;
  /** How often the step may be started where leases are lost. */
  max_attempts: number;
}

/** A plan with all about it; logs (oldest first) and context (newest first) only where they were asked for. */
export interface PlanWithDetails extends Plan {
  task: { id: string; title: string };
  steps: Step[];
  /** When this was read, by the database's clock, which is that of all leases. */
  as_of: string;
  /** Of the steps under way that are held, by step. */
  leases: Lease[];
  subtasks: Subtask[];
  /** The step that this plan does, if it is a sub-plan. */
  parent: ParentStep | null;
  sub_plans: SubPlan[];
  logs?: Log[];
  context?: ContextEntry[];
}

/** A page of a list; next_cursor asks for what follows and is null at the end. */
export type Page<T> = T[] & { next_cursor: string | null };

export interface CreatePlanInput {
  task_id: string;
  plan_type: string;
  steps: PlanStep[];
  reasoning?: string;
  metadata?: Json;
  /** The plan and step that this one does: it starts, blocks and completes that step. */
  parent_plan_id?: string;
  parent_step_number?: number;
}

export interface UpdatePlanInput {
  plan_id: string;
  status?: PlanStatus;
  /** 1 to total_steps + 1; the latter means that every step is done. */
  current_step?: number;
  agent_reasoning?: string;
}

export interface QueryPlansInput {
  status?: PlanStatus | PlanStatus[];
  plan_type?: string | string[];
  task_id?: string;
  /** Text to find in the task's title, the plan's type, reasoning or creator. */
  search?: string;
  /** Created at or after; ISO 8601. */
  start_date?: string;
  /** Created before; a date without a time includes that day. */
  end_date?: string;
  /** 1 to 1,000, 50 unless said. */
  limit?: number;
  cursor?: string;
}

export interface AddLogInput {
  plan_id?: string;
  /** For what concerns a task and none of its plans. */
  task_id?: string;
  step_number?: number;
  action_type: StepAction | (string & {});
  entity_id?: string;
  description?: string;
  before_state?: Json;
  after_state?: Json;
  /** 0 to 1. */
  agent_confidence?: number;
  error_message?: string;
  metadata?: Json;
  /** The lease under which it is written; the error is lease_lost where it is not held any more. */
  lease_token?: number;
}

export interface QueryLogsInput {
  plan_id?: string;
  task_id?: string;
  step_number?: number;
  action_type?: string | string[];
  actor_type?: ActorType;
  start_date?: string;
  /** A date without a time includes that day. */
  end_date?: string;
  /** 1 to 1,000, 100 unless said. */
  limit?: number;
  cursor?: string;
  /** desc (newest first) unless said. */
  order?: 'asc' | 'desc';
}

export interface SetContextInput {
  task_id?: string;
  plan_id?: string;
  step_number?: number;
  context_type: string;
  context_key: string;
  /** At most 128 KB. */
  context_value: string;
  metadata?: Json;
  /** When it stops being read; ISO 8601. */
  expires_at?: string;
  /** The same as seconds from now; give one of them. */
  ttl_seconds?: number;
  /** Sets it only if this is its version, 0 meaning that there is no such entry; else the error is `conflict`. */
  if_version?: number;
}

export interface QueryContextInput {
  task_id?: string;
  plan_id?: string;
  context_type?: string;
  context_key?: string;
  /** 1 to 1,000, 100 unless said. */
  limit?: number;
  cursor?: string;
}

export interface CreateTaskInput {
  title: string;
  description?: string;
  category?: string;
  priority?: 'LOW' | 'MEDIUM' | 'HIGH' | 'URGENT';
  due_date?: string;
}

export interface MoveStepOptions {
  description?: string;
  /** What the step yielded; kept as its result when it is completed. */
  result?: Json;
  agent_confidence?: number;
  error_message?: string;
  metadata?: Json;
  /** The lease under which the step is moved; the error is lease_lost where it is not held any more. */
  lease_token?: number;
}

export interface StartStepOptions extends Omit<MoveStepOptions, 'lease_token'> {
  /** Takes a lease of so many seconds: keep it with heartbeats, and name its token (lease_token of the step) from then on. */
  lease_seconds?: number;
}

export interface DecideStepOptions extends MoveStepOptions {
  /** The step's graph_hash as it was read: if it or a step before it has changed since, the decision is refused. */
  graph_hash?: string;
}

/** What may be changed of a pending step. */
export interface EditStepInput {
  action?: string;
  description?: string;
  /** Minutes; null takes the estimate away. */
  estimated_duration?: number | null;
}

/** A step to be added at the end, where it is given the next number. */
export type NewStepInput = Omit<PlanStep, 'step'>;

export interface LogVerification {
  is_valid: boolean;
  rows: number;
  /** The first row at fault. */
  broken_seq: number | null;
  broken_id: string | null;
  reason: string | null;
}
