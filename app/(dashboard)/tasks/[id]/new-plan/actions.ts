'use server';

import type { NewPlanInput } from '@/components/plans/new-plan';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import { createServerClient } from '@/lib/supabase/server';
import { type ActionError, explainError } from '../../../action-answer';

export async function createPlan(
  taskId: string,
  plan: NewPlanInput,
): Promise<{ id: string } | { error: ActionError }> {
  try {
    const execution = createAgentExecution(await createServerClient());
    const { id } = await execution.createPlan({ task_id: taskId, ...plan });
    return { id };
  } catch (error) {
    return explainError(error);
  }
}
