/** Adherence: how closely agents follow their plans. docs/adherence.md defines the figures. */
import type { AgentExecutionClient } from './agent-execution.types';
import { call } from './call';
import { rangeOf } from './dates';

export interface PlanAdherence {
  plan_id: string;
  /** Log rows of agents with action types of their own, such as tool calls. */
  calls: number;
  /** Those that name a step which was in progress. */
  calls_in_step: number;
  steps_done: number;
  /** Steps that began after a step that should follow them. */
  late_steps: number[];
  /** Completed steps with neither a result nor a call that succeeded. */
  unproven_steps: number[];
}

/** The sums of the plans that an agent created. */
export interface AgentAdherence {
  agent: string;
  plans: number;
  calls: number;
  calls_in_step: number;
  steps_done: number;
  late_steps: number;
  unproven_steps: number;
}

export interface AdherenceInput {
  start_date?: string | undefined;
  /** A date without a time includes that day. */
  end_date?: string | undefined;
  /** Time zone of days, such as Europe/Berlin; UTC by default. */
  time_zone?: string | undefined;
}

/** Returns how closely a plan was followed; throws not_found. */
export async function planAdherence(db: AgentExecutionClient, planId: string): Promise<PlanAdherence> {
  return call(db, 'agent_plan_adherence', { plan_id: planId });
}

/** Returns how closely each agent followed its plans: those with the most calls first, of the newest 200 plans in the range. */
export async function adherence(
  db: AgentExecutionClient,
  input: AdherenceInput = {},
): Promise<AgentAdherence[]> {
  return call(db, 'agent_adherence', rangeOf(input));
}
