/** Exports a task or plan as one document with plans, log, context and subtasks, and imports such documents. */
import type {
  ActingFor,
  AgentExecutionClient,
  ContextEntry,
  Database,
  Log,
  Plan,
  PlanStep,
  Step,
  Subtask,
  Task,
} from './agent-execution.types';
import { call } from './call';

type VersionRow = Database['public']['Tables']['agent_plan_versions']['Row'];

export interface ExportedPlan {
  plan: Plan;
  versions: (Omit<VersionRow, 'steps'> & { steps: PlanStep[] })[];
  steps: Step[];
  /** In order, with their original hashes. */
  logs: Log[];
  context: ContextEntry[];
}

export interface ExportedDocument {
  format: 'agent-execution-system';
  version: 1;
  task: Task;
  subtasks: Subtask[];
  /** Context of the task and none of its plans. */
  context: ContextEntry[];
  plans: ExportedPlan[];
}

export interface ImportedDocument {
  task_id: string;
  plan_ids: string[];
}

/** Returns a task as a document; throws not_found, too_large for more than 20,000 log rows of a plan. */
export async function exportTask(db: AgentExecutionClient, taskId: string): Promise<ExportedDocument> {
  return call(db, 'agent_export_task', { task_id: taskId });
}

/** Returns one plan with its task as a document. Throws as exportTask does. */
export async function exportPlan(db: AgentExecutionClient, planId: string): Promise<ExportedDocument> {
  return call(db, 'agent_export_plan', { plan_id: planId });
}

export interface ImportOptions extends ActingFor {
  /** Imports the document even if its log does not verify. The last row of each chain then records it. */
  accept_unverified?: boolean;
}

/**
 * Creates a new task from a document, all of it or nothing. Log rows keep their text, actors and times in a new chain. Its last row says
 * who imported them. The steps have the state that the log describes. Throws invalid_input; for a log that does not verify the error
 * names its first invalid row. Throws forbidden for agents.
 */
export async function importDocument(
  db: AgentExecutionClient,
  document: unknown,
  { user_id, accept_unverified = false }: ImportOptions = {},
): Promise<ImportedDocument> {
  return call(db, 'agent_import', { document, user_id, accept_unverified });
}
