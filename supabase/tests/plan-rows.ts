/** Reads the rows of a plan as they are stored, regardless of who may see them. */
import type { Database } from './identities.ts';

export const readPlan = async ({ sql }: Database, plan: string) =>
  (await sql`select * from agent_execution_plans where id = ${plan}`)[0];

export const readStep = async ({ sql }: Database, plan: string, step: number) =>
  (await sql`select * from agent_execution_steps where plan_id = ${plan} and step_number = ${step}`)[0];

export interface LogRow {
  id: string;
  seq: string;
  action_type: string;
  description: string;
  prev_hash: string | null;
  hash: string;
}

/** Returns the log in order. A new plan has one row, create_plan. */
export const readLog = ({ sql }: Database, plan: string) =>
  sql<LogRow[]>`select * from agent_execution_logs where plan_id = ${plan} order by seq`;

export const readNewestLog = async ({ sql }: Database, plan: string) =>
  (await sql`select * from agent_execution_logs where plan_id = ${plan} order by seq desc limit 1`)[0];
