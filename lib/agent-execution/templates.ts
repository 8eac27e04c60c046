/** Templates of plans, with placeholders such as {{title}} for the fields of a task. */
import { errorOf, unwrap } from './agent-execution.error';
import type { ActingFor, AgentExecutionClient, Database, Plan, PlanStep } from './agent-execution.types';
import { call } from './call';

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

/** A new template. user_id is for the service key only: the id of the person for whom it acts. */
export type NewTemplate = TemplateInput & ActingFor;

/** Fields of a task that placeholders may name. An application's own tasks may have more. */
export interface TemplateTask {
  title: string;
  description?: string;
  category?: string;
  priority?: string;
  due_date?: string;
}

/** The plan that a template would create for a task. */
export interface TemplatePreview {
  template_id: string;
  template_version: number;
  plan_type: string;
  reasoning: string | null;
  steps: PlanStep[];
}

const templateNotFound = () => errorOf('not_found', 'There is no such template.');

/** Returns the caller's templates by name, 200 at most. */
export async function listTemplates(db: AgentExecutionClient): Promise<Template[]> {
  const query = db.from('agent_plan_templates').select().order('name').limit(200);
  return unwrap(await query.overrideTypes<Template[], { merge: false }>()); // the database checks the steps
}

/** Throws not_found. */
export async function getTemplate(db: AgentExecutionClient, templateId: string): Promise<Template> {
  const query = db.from('agent_plan_templates').select().eq('id', templateId).maybeSingle();
  const template = unwrap(await query.overrideTypes<Template, { merge: false }>());
  if (!template) throw templateNotFound();
  return template;
}

/** Creates a template; throws invalid_input for invalid steps and for placeholders that name no field of a task. */
export async function createTemplate(db: AgentExecutionClient, input: NewTemplate): Promise<Template> {
  return call(db, 'agent_save_template', { changes: input });
}

/** Creates the next version, unless nothing changes. Throws not_found, forbidden for agents. */
export async function updateTemplate(
  db: AgentExecutionClient,
  templateId: string,
  changes: Partial<TemplateInput>,
): Promise<Template> {
  return call(db, 'agent_save_template', { template_id: templateId, changes });
}

/** Deletes a template. Rules that use it then fail and report it. Throws not_found, forbidden for agents. */
export async function deleteTemplate(db: AgentExecutionClient, templateId: string): Promise<{ id: string }> {
  return call(db, 'agent_delete_template', { template_id: templateId });
}

/** Returns the newest 1,000 versions, newest first; none for an unknown template. */
export async function listTemplateVersions(
  db: AgentExecutionClient,
  templateId: string,
): Promise<TemplateVersion[]> {
  const query = db
    .from('agent_plan_template_versions')
    .select()
    .eq('template_id', templateId)
    .order('version', { ascending: false })
    .limit(1000);
  return unwrap(await query.overrideTypes<TemplateVersion[], { merge: false }>());
}

/** Restores a version of a template as its next version. */
export async function restoreTemplate(
  db: AgentExecutionClient,
  templateId: string,
  version: number,
): Promise<Template> {
  return call(db, 'agent_restore_template', { template_id: templateId, version });
}

/** Creates a template from the current steps of a plan. The title of its task becomes {{title}}. */
export async function savePlanAsTemplate(
  db: AgentExecutionClient,
  planId: string,
  name: string,
): Promise<Template> {
  return call(db, 'agent_save_plan_as_template', { plan_id: planId, name });
}

/** Returns the plan that a template would create for a task. Writes nothing. */
export async function previewTemplate(
  db: AgentExecutionClient,
  templateId: string,
  task: TemplateTask,
): Promise<TemplatePreview> {
  return call(db, 'agent_preview_template', { template_id: templateId, task });
}

/** Creates a plan for a task. Its metadata names the template and its version. */
export async function createPlanFromTemplate(
  db: AgentExecutionClient,
  templateId: string,
  taskId: string,
): Promise<Plan> {
  return call(db, 'agent_create_plan_from_template', {
    template_id: templateId,
    task_id: taskId,
  });
}
