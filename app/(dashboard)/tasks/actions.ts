'use server';

import type { ActionResult } from '@/lib/action-result';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { CreateTaskInput } from '@/lib/agent-execution/agent-execution.types';
import { loadData } from '../run-action';

export async function createTask(task: CreateTaskInput): Promise<ActionResult<{ id: string }>> {
  return loadData(async (db) => {
    const { id } = await createAgentExecution(db).createTask(task);
    return { id };
  });
}
