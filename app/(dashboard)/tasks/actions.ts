'use server';

import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { CreateTaskInput } from '@/lib/agent-execution/agent-execution.types';
import { createServerClient } from '@/lib/supabase/server';
import { type ActionError, explainError } from '../action-answer';

export async function createTask(task: CreateTaskInput): Promise<{ id: string } | { error: ActionError }> {
  try {
    const { id } = await createAgentExecution(await createServerClient()).createTask(task);
    return { id };
  } catch (error) {
    return explainError(error);
  }
}
