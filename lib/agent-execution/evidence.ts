/** Evidence: what a plan claims, what its log and those of its sub-plans prove, and what it cost. */
import type { AgentExecutionClient, Json } from './agent-execution.types';
import { call } from './call';
import type { Usage } from './usage';

export interface PlanEvidence {
  plan_id: string;
  /** The plan and its sub-plans, which the evidence covers. */
  plan_ids: string[];
  /** The newest five final messages of steps, newest first. */
  claims: { step_number: number; message: string; created_at: string }[];
  commands: { runs: number; failed: number };
  tests: { runs: number; failed: number };
  newest_test: {
    seq: number;
    plan_id: string;
    step_number: number | null;
    description: string | null;
    /** Null if the client does not report it. */
    exit_code: Json;
    is_failed: boolean;
    created_at: string | null;
  } | null;
  changes: { files: number; added: number; removed: number };
  /** The hundred files that were changed last. */
  files: { path: string; edits: number; added: number; removed: number }[];
  /** The newest fifty commits and pull requests. */
  commits: {
    seq: number;
    plan_id: string;
    commit: Json;
    pull_request: Json;
    description: string | null;
    created_at: string | null;
  }[];
  /** How often the same failure came three times in a row. */
  loops: number;
  disputed_claims: {
    seq: number;
    plan_id: string;
    step_number: number | null;
    description: string | null;
    created_at: string | null;
  }[];
  /** A claim that tests pass came after a failing test, and no test has passed since. */
  is_disputed: boolean;
  usage: Usage[];
}

/** Returns what a plan claims and what it proves, with its sub-plans; throws not_found. */
export async function planEvidence(db: AgentExecutionClient, planId: string): Promise<PlanEvidence> {
  return call(db, 'agent_plan_evidence', { plan_id: planId });
}
