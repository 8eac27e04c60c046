/** The types of the service: what its calls take. entity.types.ts has what they return. */
import type { ActorType, Json, PlanStatus, PlanStep, StepAction } from './entity.types';

// An app that copies the service needs one address for its types.
export type * from './entity.types';

/**
 * The order of a list: `updated`, the newest change first, or `created`, the newest first. A row that changes between two pages moves to
 * the front of `updated`, so the next page misses it. In `created` it keeps its position.
 */
export type ListOrder = 'updated' | 'created';

/** A page of a list. next_cursor requests the next page; it is null on the last page. */
export type Page<T> = T[] & { next_cursor: string | null };

export interface CreatePlanInput {
  task_id: string;
  plan_type: string;
  steps: PlanStep[];
  reasoning?: string;
  metadata?: Json;
  /** The plan and step that this plan executes: it starts, blocks and completes that step. */
  parent_plan_id?: string;
  parent_step_number?: number;
}

export interface UpdatePlanInput {
  plan_id: string;
  status?: PlanStatus;
  /** 1 to total_steps + 1; the latter means that every step is settled. */
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
  /** Time zone of days and of times without a zone, such as Europe/Berlin; UTC by default. */
  time_zone?: string;
  /** `updated`, the default: the newest change first; misses rows that change between two pages. `created`: the newest first; misses none. */
  order?: ListOrder;
  /** 1 to 1,000, 50 by default. */
  limit?: number;
  cursor?: string;
}

export interface AddLogInput {
  plan_id?: string;
  /** For an action on a task and none of its plans. */
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
  /** The lease under which the row is written. The error is lease_lost if the lease is no longer held. */
  lease_token?: number;
}

export interface QueryLogsInput {
  plan_id?: string;
  task_id?: string;
  step_number?: number;
  action_type?: string | string[];
  actor_type?: ActorType;
  /** Text to find in a row: its description, error and action, its states, which have commands and outputs, and its metadata. */
  search?: string;
  start_date?: string;
  /** A date without a time includes that day. */
  end_date?: string;
  /** Time zone of days and of times without a zone, such as Europe/Berlin; UTC by default. */
  time_zone?: string;
  /** 1 to 1,000, 100 by default. */
  limit?: number;
  cursor?: string;
  /** desc (newest first) by default. */
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
  /** When the entry expires; ISO 8601. */
  expires_at?: string;
  /** Seconds from now until the entry expires. Give this or expires_at. */
  ttl_seconds?: number;
  /** Sets the entry only if this is its version; 0 means that no entry exists. Otherwise the error is `conflict`. */
  if_version?: number;
}

export interface QueryContextInput {
  task_id?: string;
  plan_id?: string;
  context_type?: string;
  context_key?: string;
  /** `updated`, the default: the newest change first; misses rows that change between two pages. `created`: the newest first; misses none. */
  order?: ListOrder;
  /** 1 to 1,000, 100 by default. */
  limit?: number;
  cursor?: string | undefined;
}

export interface CreateTaskInput {
  title: string;
  description?: string;
  category?: string;
  priority?: 'LOW' | 'MEDIUM' | 'HIGH' | 'URGENT';
  due_date?: string;
  /** For the service key only: the id of the person for whom it acts. */
  user_id?: string;
}

/** The person for whom the service key acts. Other callers act for themselves. */
export interface ActingFor {
  user_id?: string;
}

export interface MoveStepOptions {
  description?: string;
  /** The result of the step, stored when it is completed. */
  result?: Json | undefined;
  agent_confidence?: number;
  error_message?: string;
  metadata?: Json;
  /** The lease under which the step is moved. The error is lease_lost if the lease is no longer held. */
  lease_token?: number;
  /** The agent's own name, if several agents use one key. The log and the pages show it before the key's name. */
  agent_name?: string;
}

export interface StartStepOptions extends Omit<MoveStepOptions, 'lease_token'> {
  /** Acquires a lease of this many seconds. Renew it with heartbeats, and send its token (the step's lease_token) from then on. */
  lease_seconds?: number;
}

export interface DecideStepOptions extends MoveStepOptions {
  /** The step's graph_hash as read. If the step or one before it has changed since, the decision is refused. */
  graph_hash?: string | undefined;
}

export interface UndoMoveOptions {
  /** The updated_at of the step as the move returned it. If the step has moved since, the call is refused. */
  moved_at?: string | undefined;
  description?: string;
  agent_name?: string;
}

/** The changes that a pending step accepts. */
export interface EditStepInput {
  action?: string;
  description?: string;
  /** Minutes; null removes the estimate. */
  estimated_duration?: number | null;
}

/** A step to append. It gets the next number. */
export type NewStepInput = Omit<PlanStep, 'step'>;
