'use server';

/** The actions of the page of a task. */
import type { ActionResult } from '@/lib/action-result';
import * as tasks from '@/lib/agent-execution/task-edits';
import { loadData, runAction } from '../../run-action';

export async function updateTask(taskId: string, changes: tasks.TaskChanges): Promise<ActionResult> {
  return runAction((db) => tasks.updateTask(db, taskId, changes));
}

/** Deletes the task; its page is not rendered again, because it no longer exists. */
export async function deleteTask(taskId: string): Promise<ActionResult> {
  return loadData(async (db) => {
    await tasks.deleteTask(db, taskId);
    return {};
  });
}

export async function saveSubtask(
  taskId: string,
  changes: tasks.SubtaskChanges,
  subtaskId?: string,
): Promise<ActionResult> {
  return runAction((db) => tasks.saveSubtask(db, taskId, changes, subtaskId));
}

export async function deleteSubtask(taskId: string, subtaskId: string): Promise<ActionResult> {
  return runAction((db) => tasks.deleteSubtask(db, taskId, subtaskId));
}
