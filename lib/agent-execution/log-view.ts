/** The log as a page browses it: light rows, filters, and a summary of the newest ones. */
import { unwrap } from './agent-execution.error';
import type { ActorType, AgentExecutionClient, Log } from './agent-execution.types';

export interface LogViewFilters {
  plan_id?: string;
  step_number?: number;
  action_type?: string[];
  actor_type?: ActorType;
  confidence_below?: number;
  errors_only?: boolean;
  /** Text to find in description, error, action or actor. */
  search?: string;
  /** ISO 8601. */
  start_date?: string;
  end_date?: string;
}

/** A row without its states and metadata; description and error are cut at 1,000 characters. */
export interface LogViewRow
  extends Pick<
    Log,
    | 'seq'
    | 'plan_id'
    | 'step_number'
    | 'action_type'
    | 'actor_type'
    | 'actor'
    | 'created_at'
    | 'agent_confidence'
    | 'description'
    | 'error_message'
  > {
  task_title: string | null;
  /** What the states say in a few words: `exit 1`, `+2 keys`. */
  outcome: string | null;
}

export interface LogViewSummary {
  /** Rows counted: the newest 5,000 matches, fewer where there are no more. */
  total: number;
  is_partial: boolean;
  /** The oldest row counted; null when there is none. */
  since: string | null;
  /** Milliseconds that a bar spans. */
  bar_ms: number;
  /** Bars that are not empty, numbered from `since`. */
  bars: { bar: number; failed: number; done: number; other: number }[];
  action_types: { value: string; count: number }[];
  actor_types: { value: ActorType; count: number }[];
  errors: number;
}

export interface LogView {
  rows: LogViewRow[];
  /** Asks for the rows before these; null at the beginning of the log. */
  next_seq: number | null;
  summary: LogViewSummary | null;
}

export interface LogViewPage {
  before_seq?: number;
  /** 1 to 500. */
  limit?: number;
  with_summary?: boolean;
}

export async function viewLogs(
  db: AgentExecutionClient,
  filters: LogViewFilters,
  { before_seq, limit = 100, with_summary = false }: LogViewPage = {},
): Promise<LogView> {
  const answer = await db.rpc('agent_log_view', { ...filters, before_seq, max_rows: limit, with_summary });
  return unwrap(answer) as unknown as LogView; // the function builds exactly this
}
