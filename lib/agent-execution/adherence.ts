/** Adherence: how closely agents follow their plans. docs/adherence.md defines the figures. */
import type { AgentExecutionClient } from './agent-execution.types';
import { scopeOf } from './analytics';
import type { PlanAnalyticsInput } from './analytics.types';
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

/** How closely agents followed the plans that were created in a range. */
export interface Adherence {
  /** All plans in the range. */
  plans: number;
  /** The newest of them, which the figures come from: at most 2,000 plans and 200,000 log rows. */
  covered: number;
  agents: AgentAdherence[];
}

/** All plans by default. */
export type AdherenceInput = Omit<PlanAnalyticsInput, 'grouping'>;

/** Returns how closely a plan was followed; throws not_found. */
export async function planAdherence(db: AgentExecutionClient, planId: string): Promise<PlanAdherence> {
  return call(db, 'agent_plan_adherence', { plan_id: planId });
}

/** Returns how closely each agent followed its plans, those with the most calls first. */
export async function adherence(db: AgentExecutionClient, input: AdherenceInput = {}): Promise<Adherence> {
  return call(db, 'agent_adherence', { ...rangeOf(input), ...scopeOf(input) });
}
