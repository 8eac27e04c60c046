/** A task or plan as one document, and in again: plans, log, context and subtasks, to keep or to take elsewhere. */
import { unwrap } from './agent-execution.error';
import type {
  AgentExecutionClient,
  ContextEntry,
  Database,
  Json,
  Log,
  Plan,
  Step,
  Subtask,
  Task,
} from './agent-execution.types';

export interface ExportedPlan {
  plan: Plan;
  versions: Database['public']['Tables']['agent_plan_versions']['Row'][];
  steps: Step[];
  /** In order, with the hashes that they had. */
  logs: Log[];
  context: ContextEntry[];
}

export interface ExportedDocument {
  format: 'agent-execution-system';
  version: 1;
  task: Task;
  subtasks: Subtask[];
  /** What is remembered about the task and none of its plans. */
  context: ContextEntry[];
  plans: ExportedPlan[];
}

export interface ImportedDocument {
  task_id: string;
  plan_ids: string[];
}

/** Throws not_found; too_large for more than 20,000 log rows of a plan. */
export async function exportTask(db: AgentExecutionClient, taskId: string): Promise<ExportedDocument> {
  return unwrap(await db.rpc('agent_export_task', { task_id: taskId })) as unknown as ExportedDocument; // built so
}

/** The plan alone, with its task. Throws as exportTask does. */
export async function exportPlan(db: AgentExecutionClient, planId: string): Promise<ExportedDocument> {
  return unwrap(await db.rpc('agent_export_plan', { plan_id: planId })) as unknown as ExportedDocument; // built so
}

/**
 * Makes another task of a document, all of it or nothing. Log rows keep their words, actors and times in a chain of their own, which
 * ends with a row that says who imported them; steps stand as that log says. Throws invalid_input; forbidden for agents.
 */
export async function importDocument(db: AgentExecutionClient, document: unknown): Promise<ImportedDocument> {
  const answer = await db.rpc('agent_import', { document: document as Json }); // the function checks it
  return unwrap(answer) as unknown as ImportedDocument; // built so
}
