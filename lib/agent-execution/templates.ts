/** A person's own templates: plans to begin from, with placeholders such as {{title}} for the fields of a task. */
import { errorOf, unwrap } from './agent-execution.error';
import type { AgentExecutionClient, Database, Json, Plan, PlanStep } from './agent-execution.types';

type Tables = Database['public']['Tables'];

export interface Template extends Omit<Tables['agent_plan_templates']['Row'], 'steps'> {
  steps: PlanStep[];
}

export interface TemplateVersion extends Omit<Tables['agent_plan_template_versions']['Row'], 'steps'> {
  steps: PlanStep[];
}

export interface TemplateInput {
  name: string;
  plan_type: string;
  reasoning?: string | null;
  steps: PlanStep[];
}

/** The fields of a task that placeholders may name; more where the tasks have more. */
export interface TemplateTask {
  title: string;
  description?: string;
  category?: string;
  priority?: string;
  due_date?: string;
}

/** The plan that a template would make of a task. */
export interface TemplatePreview {
  template_id: string;
  template_version: number;
  plan_type: string;
  reasoning: string | null;
  steps: PlanStep[];
}

const asJson = (input: unknown) => input as Json; // plain objects all the way down
const gone = () => errorOf('not_found', 'There is no such template.');

/** The caller's templates by name; there are 200 at most. */
export async function listTemplates(db: AgentExecutionClient): Promise<Template[]> {
  return unwrap(
    await db.from('agent_plan_templates').select().order('name').limit(200),
  ) as unknown as Template[]; // the database checks the steps
}

/** Throws not_found. */
export async function getTemplate(db: AgentExecutionClient, templateId: string): Promise<Template> {
  const template = unwrap(await db.from('agent_plan_templates').select().eq('id', templateId).maybeSingle());
  if (!template) throw gone();
  return template as unknown as Template; // as above
}

/** Throws invalid_input for steps that make no plan and for placeholders that name no field of a task. */
export async function createTemplate(db: AgentExecutionClient, input: TemplateInput): Promise<Template> {
  const answer = await db.rpc('agent_save_template', { changes: asJson(input) });
  return unwrap(answer) as unknown as Template; // as above
}

/** Makes the next version, unless nothing changes. People only; throws not_found, and forbidden for an agent. */
export async function updateTemplate(
  db: AgentExecutionClient,
  templateId: string,
  changes: Partial<TemplateInput>,
): Promise<Template> {
  const answer = await db.rpc('agent_save_template', { template_id: templateId, changes: asJson(changes) });
  return unwrap(answer) as unknown as Template; // as above
}

/** Rules that use it fail from then on, and say so. People only; throws not_found, and forbidden for an agent. */
export async function deleteTemplate(db: AgentExecutionClient, templateId: string): Promise<{ id: string }> {
  const answer = await db.rpc('agent_delete_template', { template_id: templateId });
  return unwrap(answer) as { id: string }; // the function builds exactly this
}

/** The newest 1,000 versions, newest first; none for a template that is not there. */
export async function listTemplateVersions(
  db: AgentExecutionClient,
  templateId: string,
): Promise<TemplateVersion[]> {
  return unwrap(
    await db
      .from('agent_plan_template_versions')
      .select()
      .eq('template_id', templateId)
      .order('version', { ascending: false })
      .limit(1000),
  ) as unknown as TemplateVersion[]; // as above
}

/** Makes it as one of its versions was, which is itself the next version. */
export async function restoreTemplate(
  db: AgentExecutionClient,
  templateId: string,
  version: number,
): Promise<Template> {
  const answer = await db.rpc('agent_restore_template', { template_id: templateId, version });
  return unwrap(answer) as unknown as Template; // as above
}

/** Makes a template of a plan as its steps stand now; the title of its task becomes {{title}}. */
export async function savePlanAsTemplate(
  db: AgentExecutionClient,
  planId: string,
  name: string,
): Promise<Template> {
  const answer = await db.rpc('agent_save_plan_as_template', { plan_id: planId, name });
  return unwrap(answer) as unknown as Template; // as above
}

/** What a template would make of a task, without making it. */
export async function previewTemplate(
  db: AgentExecutionClient,
  templateId: string,
  task: TemplateTask,
): Promise<TemplatePreview> {
  const answer = await db.rpc('agent_preview_template', { template_id: templateId, task: { ...task } });
  return unwrap(answer) as unknown as TemplatePreview; // the function builds exactly this
}

/** Creates a plan for a task; its metadata names the template and its version. */
export async function createPlanFromTemplate(
  db: AgentExecutionClient,
  templateId: string,
  taskId: string,
): Promise<Plan> {
  const answer = await db.rpc('agent_create_plan_from_template', {
    template_id: templateId,
    task_id: taskId,
  });
  return unwrap(answer) as unknown as Plan; // checks narrow status and plan_json
}
