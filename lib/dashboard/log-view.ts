/** The log for the log page: rows without states, filters, and a summary of the newest rows. */
import type { ActorType, AgentExecutionClient, Log } from '@/lib/agent-execution/agent-execution.types';
import { call } from './call';

export interface LogViewFilters {
  plan_id?: string;
  step_number?: number;
  action_type?: string[];
  actor_type?: ActorType;
  confidence_below?: number;
  errors_only?: boolean;
  /** Text to find in a row, its commands or its outputs. */
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
  /** The task of the row or of its plan; null for a row of the account. */
  task_id: string | null;
  task_title: string | null;
  /** When its event happened; null if that is unknown. */
  occurred_at: string | null;
  /** A summary of the states: `exit 1`, `+2 keys`. */
  outcome: string | null;
}

export interface LogViewSummary {
  /** The number of counted rows: the newest 5,000 matches at most. */
  total: number;
  /** Whether there may be more. */
  is_partial: boolean;
  /** When the first counted event happened; null without one. */
  since: string | null;
  /** The width of a bar in milliseconds. */
  bar_ms: number;
  /** Bars that are not empty, numbered from `since`. */
  bars: { bar: number; failed: number; done: number; other: number }[];
  action_types: { value: string; count: number }[];
  actor_types: { value: ActorType; count: number }[];
  errors: number;
}

export interface LogView {
  rows: LogViewRow[];
  /** Cursor of the rows that follow; null at the end. */
  next_seq: number | null;
  /** The time of that row. A search for what no index has ends early. */
  searched_to: string | null;
  summary: LogViewSummary | null;
}

export interface LogViewPage {
  /** Returns older rows than this one, newest first. */
  before_seq?: number;
  /** Returns newer rows than this one, oldest first; 0 begins with the oldest. */
  after_seq?: number;
  /** 1 to 500. */
  limit?: number;
  with_summary?: boolean;
}

export async function viewLogs(
  db: AgentExecutionClient,
  filters: LogViewFilters,
  { before_seq, after_seq, limit = 100, with_summary = false }: LogViewPage = {},
): Promise<LogView> {
  return call(db, 'agent_log_view', { ...filters, before_seq, after_seq, max_rows: limit, with_summary });
}
