/** Creates plans with a history in the past, for statistics. */
import type { Database, declareStep } from './identities.ts';

type Move = [at: string, action: string, step: number, more?: { confidence?: number; error?: string }];

/** Creates a plan whose log has the given times. Only the database's owner may set them. */
export async function makeHistory(
  { sql }: Database,
  task: string,
  type: string,
  createdAt: string,
  steps: ReturnType<typeof declareStep>[],
  moves: Move[],
): Promise<string> {
  const [plan] = await sql<{ id: string }[]>`
    insert into agent_execution_plans (task_id, plan_type, plan_json, created_at)
    values (${task}, ${type}, ${sql.json({ steps })}, ${createdAt}) returning id`;
  if (!plan) throw new Error('The plan was not created.');
  for (const [at, action, step, more] of moves) {
    await sql`
      insert into agent_execution_logs
        (plan_id, step_number, action_type, agent_confidence, error_message, actor_type, actor, created_at)
      values (${plan.id}, ${step}, ${action}, ${more?.confidence ?? null}, ${more?.error ?? null}, 'agent', 'claude', ${at})`;
  }
  return plan.id;
}
