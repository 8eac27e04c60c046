/** Calls that change tasks and subtasks, as an identity. */
import { type Database, owner } from './identities.ts';

/** Returns the calls on the database of a test file, which is open once they run. */
export const taskCalls = (database: () => Database) => ({
  update: (taskId: string, changes: Record<string, string | boolean | null>, identity = owner) =>
    database().as(identity, (tx) => tx`select agent_update_task(${taskId}, ${tx.json(changes)}) as task`),

  create: (task: Record<string, string | boolean>, identity = owner) =>
    database().as(
      identity,
      (tx) => tx<{ task: { id: string } }[]>`select agent_create_task(${tx.json(task)}) as task`,
    ),

  save: (
    taskId: string,
    changes: Record<string, string | number | boolean | null>,
    id: string | null = null,
    identity = owner,
  ) =>
    database().as(
      identity,
      (tx) => tx`select agent_save_subtask(${taskId}, ${tx.json(changes)}, ${id}) as subtask`,
    ),

  /** Returns the log of a task without the rows of the superuser who prepared it. */
  logsOf: (taskId: string) =>
    database().sql`select action_type, actor_type, entity_id, description, before_state, after_state
      from agent_execution_logs where task_id = ${taskId} and actor_type <> 'system' order by seq`,
});
