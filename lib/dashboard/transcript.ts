/** The log of a plan as a transcript: whole rows, oldest first, with long texts cut. */
import { unwrap } from '@/lib/agent-execution/agent-execution.error';
import type {
  AgentExecutionClient,
  Json,
  Log,
  Page,
  QueryLogsInput,
} from '@/lib/agent-execution/agent-execution.types';
import { queryLogs } from '@/lib/agent-execution/logs';
import { type RowUsage, readRowUsage, usageKeyOf } from './row-usage';

export interface TranscriptRow extends Log {
  /** Whether a text of its states was cut; the whole row is loaded on request. */
  is_cut: boolean;
  /** The tokens and cost that the row itself reports; null if it reports none. */
  usage: RowUsage | null;
}

export interface TranscriptPage {
  /** Oldest first. */
  rows: TranscriptRow[];
  /** Whether the plan has more rows in the direction that was read. */
  hasMore: boolean;
  /** The newest row of the plan before the page was read. */
  newest_seq: number;
}

export interface TranscriptScope {
  plan_id: string;
  step_number?: number;
  search?: string;
  /** The newest row to show, while a plan is shown as it was earlier. */
  until?: number;
}

/** Reads after a row, or before one. */
export type TranscriptPlace = { after: number } | { before: number };

/** The rows of a page. */
export const TRANSCRIPT_PAGE_ROWS = 100;

/** A page with the longest outputs stays below 1 MB. */
export const MAX_TEXT_CHARACTERS = 4000;
/** A search shows its matches, wherever in an output they are. */
const MAX_SEARCHED_CHARACTERS = 20_000;

export async function readTranscript(
  db: AgentExecutionClient,
  { plan_id, step_number, search, until }: TranscriptScope,
  place: TranscriptPlace,
  limit: number,
): Promise<TranscriptPage> {
  const newest_seq = await readNewestSeq(db, plan_id);
  const filter = { plan_id, ...(step_number !== undefined && { step_number }), ...(search && { search }) };
  const from = 'after' in place ? place : { before: Math.min(place.before, (until ?? Infinity) + 1) };
  const { rows, hasMore } = await readRows(db, filter, from, limit);
  const usages = await readRowUsage(db, plan_id, rows);
  const cut = rows.map((row) => ({
    ...cutLog(row, search ? MAX_SEARCHED_CHARACTERS : MAX_TEXT_CHARACTERS),
    usage: usages.get(usageKeyOf(row)) ?? null,
  }));
  const page = { rows: cut, hasMore, newest_seq };
  return until === undefined ? page : endPageAt(page, until);
}

/** Reads whole rows, oldest first. */
export async function readRows(
  db: AgentExecutionClient,
  filter: Pick<QueryLogsInput, 'plan_id' | 'step_number' | 'search'>,
  place: TranscriptPlace,
  limit: number,
): Promise<{ rows: Log[]; hasMore: boolean }> {
  const isForward = 'after' in place;
  const rows: Log[] = [];
  let cursor: string | null = String(isForward ? place.after : place.before);
  // A search ends after some time, even if it has not found enough.
  do {
    const page: Page<Log> = await queryLogs(db, {
      ...filter,
      limit: limit - rows.length,
      order: isForward ? 'asc' : 'desc',
      cursor,
    });
    rows.push(...page);
    cursor = page.next_cursor;
  } while (cursor !== null && rows.length < limit);
  return { rows: isForward ? rows : rows.toReversed(), hasMore: cursor !== null };
}

/** Returns a page without the rows after another one; no later page follows it if it had such rows. */
export function endPageAt(page: TranscriptPage, until: number): TranscriptPage {
  const rows = page.rows.filter(({ seq }) => seq <= until);
  return {
    rows,
    hasMore: page.hasMore && rows.length === page.rows.length,
    newest_seq: Math.min(page.newest_seq, until),
  };
}

async function readNewestSeq(db: AgentExecutionClient, plan_id: string): Promise<number> {
  const plans = db.from('agent_execution_plans').select('last_seq').eq('id', plan_id);
  return unwrap(await plans.maybeSingle())?.last_seq ?? 0;
}

/** Cuts the texts in the states of a row. The file before an edit is omitted where the patch says what changed. */
export function cutLog<Row extends Pick<Log, 'before_state' | 'after_state'>>(
  log: Row,
  maxCharacters: number,
): Row & { is_cut: boolean } {
  let isCut = false;
  const cut = (value: Json): Json => {
    if (typeof value === 'string' && value.length > maxCharacters) {
      isCut = true;
      return value.slice(0, maxCharacters);
    }
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(cut);
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, item === undefined ? item : cut(item)]),
    );
  };
  const after_state = log.after_state === null ? null : cut(log.after_state);
  const hasPatch = typeof after_state === 'object' && after_state !== null && 'patch' in after_state;
  const before_state = log.before_state === null || hasPatch ? null : cut(log.before_state);
  return { ...log, before_state, after_state, is_cut: isCut };
}
