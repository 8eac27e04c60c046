/** What waits for a decision, with the evidence to decide it, in one response. */

import type { AgentExecutionClient, Log } from '@/lib/agent-execution/agent-execution.types';
import type { DecisionOutcome, PlacedDecision } from '@/lib/agent-execution/decisions';
import type { KnownFailure } from '@/lib/agent-execution/failures';
import type { StepGate } from '@/lib/agent-execution/plan-at';
import type { UsageSum } from '@/lib/agent-execution/usage';
import { call } from './call';

export interface DecisionEvidence {
  /** The reasoning of the plan, cut to 2,000 characters. */
  reasoning: string | null;
  step: { step_number: number; action: string; description: string } | null;
  /** The newest one of the plan's last 50 log rows. */
  confidence: number | null;
  /** The last three log rows, newest first. Texts are cut to 300 characters. */
  results: (Pick<Log, 'seq' | 'step_number' | 'action_type' | 'description' | 'error_message'> & {
    occurred_at: string | null;
  })[];
  /** The usage of the plan so far; null if it is unknown. */
  usage: UsageSum | null;
  /** What is known about the last error of the step; null without one. */
  failure: KnownFailure | null;
  /** What the plan logged since a person approved or answered something in it, of its last 1,000 rows; null if no person has. */
  since: { at: string; by: string; rows: number; edits: number; errors: number } | null;
  /** For a plan: the one that a person decided last before it. */
  previous_plan: { plan: string; outcome: DecisionOutcome; at: string; by: string } | null;
  /** What an approval of a step covers; null for the other kinds. */
  gate: StepGate | null;
}

export interface DecisionToMake extends PlacedDecision {
  evidence: DecisionEvidence;
}

/** Returns what waits for a person, oldest first: of a plan, or of all plans; the oldest 50. */
export async function listDecisionsToMake(
  db: AgentExecutionClient,
  planId?: string,
): Promise<DecisionToMake[]> {
  return call(db, 'agent_decision_page', { plan_id: planId });
}
