/** Imports a person's export into another account. The rows are staged first, then added in one transaction. */
import type { ActingFor, AgentExecutionClient } from './agent-execution.types';
import { call } from './call';
import type { ImportOptions } from './transfer';

/** Number of rows per table. Rows of agent_api_keys are counted but not imported. */
export type ImportedCounts = Record<string, number>;

/** Stages up to 10,000 rows `{ table, row }` of an export. Returns how many are staged. Throws invalid_input, forbidden for agents. */
export async function stageImport(
  db: AgentExecutionClient,
  importId: string,
  rows: unknown[],
  { user_id }: ActingFor = {},
): Promise<number> {
  return call(db, 'agent_stage_import', { import_id: importId, rows, user_id });
}

/**
 * Adds all staged rows to the caller's data, or none. Ids are new; log rows keep their text, actors and times.
 * Throws conflict unless `rows` were staged. Throws invalid_input for rows that contradict each other, and for a log that does not
 * verify; the error names its first invalid row.
 */
export async function importEverything(
  db: AgentExecutionClient,
  importId: string,
  rows: number,
  { user_id, accept_unverified = false }: ImportOptions = {},
): Promise<ImportedCounts> {
  return call(db, 'agent_import_everything', {
    import_id: importId,
    expected_rows: rows,
    user_id,
    accept_unverified,
  });
}
