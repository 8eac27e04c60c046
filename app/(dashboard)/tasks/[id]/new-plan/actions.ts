'use server';

import type { NewPlanInput } from '@/components/plans/drafting/new-plan';
import type { ActionResult } from '@/lib/action-result';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { TemplatePreview, TemplateTask } from '@/lib/agent-execution/templates';
import { loadData } from '../../../run-action';

export async function createPlan(taskId: string, plan: NewPlanInput): Promise<ActionResult<{ id: string }>> {
  return loadData(async (db) => {
    const { id } = await createAgentExecution(db).createPlan({ task_id: taskId, ...plan });
    return { id };
  });
}

/** Returns a template of the person, filled in for a task. */
export async function fillTemplate(
  task: TemplateTask,
  templateId: string,
): Promise<ActionResult<{ plan: TemplatePreview }>> {
  return loadData(async (db) => ({ plan: await createAgentExecution(db).previewTemplate(templateId, task) }));
}
