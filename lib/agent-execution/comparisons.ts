/** Compares two plans, or two versions of one, step by step. */
import type { AgentExecutionClient, Json, PlanStatus, StepStatus } from './agent-execution.types';
import { alignSteps, type StepPair } from './align-steps';
import { call } from './call';
import type { UsageSum } from './usage';

export interface ComparedFile {
  path: string;
  added: number;
  removed: number;
}

export interface ComparedStep {
  step_number: number;
  action: string;
  description: string;
  status: StepStatus;
  attempt: number;
  estimated_duration: number | null;
  started_at: string | null;
  completed_at: string | null;
  error_message: string | null;
  /** Null if it is larger than 20 kB. */
  result: Json;
  result_bytes: number | null;
  /** Log rows that are its work, such as tool calls. */
  actions: number;
  failed_actions: number;
  /** The first hundred files that it changed. */
  files: ComparedFile[];
  /** Null if it is unknown. */
  usage: UsageSum | null;
}

export interface ComparedRun {
  plan_id: string;
  version: number;
  /** It is an earlier version, as it was before the next one. Its usage is null: model calls belong to the whole plan. */
  is_past: boolean;
  plan_type: string;
  status: PlanStatus;
  task_id: string;
  task_title: string;
  created_by: string;
  created_at: string;
  started_at: string | null;
  completed_at: string | null;
  usage: UsageSum | null;
  steps: ComparedStep[];
}

export interface ComparedRuns {
  left: ComparedRun;
  right: ComparedRun;
}

export interface RunComparison extends ComparedRuns {
  /** The steps that do the same, and those that one run alone has, in the order of both. */
  pairs: StepPair[];
}

/** A plan, or one of its versions. */
export interface RunReference {
  plan_id: string;
  version?: number | undefined;
}

/** Returns two runs with their steps in pairs; throws not_found. */
export async function comparePlans(
  db: AgentExecutionClient,
  left: RunReference,
  right: RunReference,
): Promise<RunComparison> {
  const runs = await call(db, 'agent_compare_plans', {
    left_plan: left.plan_id,
    right_plan: right.plan_id,
    left_version: left.version,
    right_version: right.version,
  });
  return { ...runs, pairs: alignSteps(runs.left.steps, runs.right.steps) };
}
