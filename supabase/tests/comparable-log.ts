/** Returns the log of a plan without what differs between two plans of the same history: ids, times, numbers and hashes. */
import type { Database } from './identities.ts';

export const logOf = async ({ sql }: Database, plan: string) => [
  ...(await sql`
    select user_id, step_number, action_type, description, before_state, after_state, agent_confidence, error_message, actor_type, actor,
      metadata, entity_id is not null as has_entity
    from agent_execution_logs where plan_id = ${plan} order by seq`),
];
