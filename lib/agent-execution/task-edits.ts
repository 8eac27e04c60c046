/** A person's changes to tasks and subtasks. The same transaction logs what changed. */
import type { AgentExecutionClient, Subtask, Task } from './agent-execution.types';
import { call } from './call';

/** Fields of a task that a person may change. An application's own table may have fewer. */
export type TaskField = 'title' | 'description' | 'category' | 'priority' | 'due_date' | 'completed';

export type TaskChanges = Partial<Pick<Task, TaskField>>;

/** A task as stored. Only id and title always exist. */
export type TaskRow = Pick<Task, 'id' | 'title'> & TaskChanges & Partial<Pick<Task, 'updated_at'>>;

export type SubtaskChanges = Partial<Pick<Subtask, 'title' | 'priority' | 'estimated_time' | 'completed'>>;

export async function updateTask(
  db: AgentExecutionClient,
  taskId: string,
  changes: TaskChanges,
): Promise<TaskRow> {
  return call(db, 'agent_update_task', { task_id: taskId, changes });
}

/** Deletes a task with its plans, their logs and context, and its subtasks. Throws forbidden for agents, not_found. */
export async function deleteTask(db: AgentExecutionClient, taskId: string): Promise<{ id: string }> {
  return call(db, 'agent_delete_task', { task_id: taskId });
}

/** Adds a subtask, or changes the given one. */
export async function saveSubtask(
  db: AgentExecutionClient,
  taskId: string,
  changes: SubtaskChanges,
  subtaskId?: string,
): Promise<Subtask> {
  const args = { task_id: taskId, changes, subtask_id: subtaskId };
  return call(db, 'agent_save_subtask', args);
}

export async function deleteSubtask(
  db: AgentExecutionClient,
  taskId: string,
  subtaskId: string,
): Promise<Subtask> {
  return call(db, 'agent_delete_subtask', { task_id: taskId, subtask_id: subtaskId });
}
