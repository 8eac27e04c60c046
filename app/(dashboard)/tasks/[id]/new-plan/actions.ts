'use server';

import type { NewPlanInput } from '@/components/plans/new-plan';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { TemplatePreview, TemplateTask } from '@/lib/agent-execution/templates';
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

/** One of the person's templates, filled in for a task. */
export async function fillTemplate(
  task: TemplateTask,
  templateId: string,
): Promise<{ plan: TemplatePreview } | { error: ActionError }> {
  try {
    const execution = createAgentExecution(await createServerClient());
    return { plan: await execution.previewTemplate(templateId, task) };
  } catch (error) {
    return explainError(error);
  }
}
