/**
 * The nouns of the service, derived from the database's generated types: column name = JSON name = property name.
 * Durations are in minutes, times are ISO 8601 in UTC, confidence is 0 to 1.
 */
import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database, Json } from './database.types';
import type { PlanStatus, StepMove, StepStatus } from './state';

export type { Database, Json, PlanStatus, StepStatus };

/** A supabase-js client that carries the caller's identity; row level security decides what it may do. */
export type AgentExecutionClient = SupabaseClient<Database>;

/** A JSON object. */
export type JsonObject = { [key: string]: Json | undefined };

type Tables = Database['public']['Tables'];

export type ActorType = 'agent' | 'user' | 'system';

/** The moves of a step that a caller may make; the database itself logs reclaim_step. Any other action_type moves nothing. */
export type StepAction = Exclude<StepMove, 'reclaim_step'>;

/** A step as declared. Without depends_on it depends on the step before it; with [] it depends on none. */
export interface PlanStep {
  /** Its number, counting from 1. */
  step: number;
  action: string;
  description: string;
  /** Minutes. */
  estimated_duration?: number;
  depends_on?: number[];
  requires_approval?: boolean;
  /** Attempts before a failure is final, 1 by default. By default, a step whose lease was lost may still be claimed twice more. */
  max_attempts?: number;
  /** Upper bound of the random wait after the first failure, 1 by default. It doubles with each failure, up to an hour. */
  retry_delay_seconds?: number;
  /** Time limit of one attempt. */
  timeout_seconds?: number;
  /** Other data that the caller stores with the step. Fields that are not listed here are refused. */
  metadata?: JsonObject;
}

type PlanRow = Tables['agent_execution_plans']['Row'];
type StepRow = Tables['agent_execution_steps']['Row'];
type LogRow = Tables['agent_execution_logs']['Row'];

export interface Plan extends Omit<PlanRow, 'status' | 'plan_json' | 'metadata'> {
  status: PlanStatus;
  metadata: JsonObject;
  /** This version as declared; edits do not change it. */
  plan_json: { steps: PlanStep[] };
}

export interface Step extends Omit<StepRow, 'status'> {
  status: StepStatus;
}

export interface Log extends Omit<LogRow, 'actor_type' | 'metadata'> {
  actor_type: ActorType;
  metadata: JsonObject;
}

type ContextRow = Tables['agent_context_memory']['Row'];

export interface ContextEntry extends Omit<ContextRow, 'search' | 'search_length' | 'metadata'> {
  metadata: JsonObject;
}

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

/** A plan that executes a step of another plan. */
export interface SubPlan extends Pick<PlanRow, 'plan_type' | 'completed_steps' | 'total_steps'> {
  plan_id: string;
  /** The step that it executes. */
  step_number: number;
  status: PlanStatus;
  /** Leases of its steps in progress, by step number. */
  leases: Lease[];
}

export interface PlanSummary
  extends Pick<
    PlanRow,
    'id' | 'task_id' | 'plan_type' | 'total_steps' | 'completed_steps' | 'version' | 'agent_reasoning'
  > {
  status: PlanStatus;
}

/** The state of a lease, derived when it is read. It is quiet once half of its time has passed without a heartbeat. */
export type Liveness = 'working' | 'quiet' | 'lost';

/** The status of a plan as shown and counted. A plan in progress is lost if all leases of its steps have expired. */
export type PlanState = PlanStatus | 'lost';

/** The lease of a step. */
export interface Lease {
  plan_id: string;
  step_number: number;
  lease_owner: string;
  /** Time of the last heartbeat. */
  heartbeat_at: string;
  lease_expires_at: string;
  liveness: Liveness;
  /** 0 once the lease is lost. */
  seconds_left: number;
  attempt: number;
  /** How often the step may be started if leases are lost. */
  max_attempts: number;
  /** What the holder is doing, where a captured run says so. */
  activity: Activity | null;
}

/** The tool call that an agent is in, or its last one. */
export interface Activity {
  description: string;
  /** When the call began; if it has ended, the time of its end. */
  since: string;
  /** The call has not ended. */
  is_open: boolean;
}

/** A plan with its task, steps and leases. Logs (oldest first) and context (newest first) are present only if requested. */
export interface PlanWithDetails extends Plan {
  task: { id: string; title: string; completed: boolean };
  steps: Step[];
  /** Time of the read by the database's clock, which all leases use. */
  as_of: string;
  /** Leases of the steps in progress, by step number. */
  leases: Lease[];
  subtasks: Subtask[];
  /** The step that this plan executes, if it is a sub-plan. */
  parent: ParentStep | null;
  sub_plans: SubPlan[];
  logs?: Log[];
  context?: ContextEntry[];
}

export interface LogVerification {
  is_valid: boolean;
  rows: number;
  /** The newest row that was verified; later rows were not. */
  last_seq: number | null;
  /** The first invalid row. */
  broken_seq: number | null;
  broken_id: string | null;
  reason: string | null;
}
