'use server';

/** The doors from the task's page to the service; each carries the identity of the person who is signed in. */
import * as tasks from '@/lib/agent-execution/task-views';
import { createServerClient } from '@/lib/supabase/server';
import { act } from '../../act';
import { type ActionAnswer, explainError } from '../../action-answer';

export async function updateTask(taskId: string, changes: tasks.TaskChanges): Promise<ActionAnswer> {
  return act((db) => tasks.updateTask(db, taskId, changes));
}

/** Without showing the page anew, which is no more. */
export async function deleteTask(taskId: string): Promise<ActionAnswer> {
  try {
    await tasks.deleteTask(await createServerClient(), taskId);
    return {};
  } catch (error) {
    return explainError(error);
  }
}

export async function saveSubtask(
  taskId: string,
  changes: tasks.SubtaskChanges,
  subtaskId?: string,
): Promise<ActionAnswer> {
  return act((db) => tasks.saveSubtask(db, taskId, changes, subtaskId));
}

export async function deleteSubtask(taskId: string, subtaskId: string): Promise<ActionAnswer> {
  return act((db) => tasks.deleteSubtask(db, taskId, subtaskId));
}
