/** The tool calls of a plan for its timeline: log rows of steps, with how long they took. */
import { unwrap } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient, Json, Log } from '@/lib/agent-execution/agent-execution.types';
import { eventTime } from '@/lib/agent-execution/event-time';
import { stripAnsi } from '@/lib/format/ansi';
import { shorten } from '@/lib/format/shorten';

export interface TraceCall {
  seq: number;
  step_number: number;
  /** The first words of its description. */
  name: string;
  /** When it ended, in milliseconds since 1970. */
  ended_at: number;
  /** Null if the agent did not report it. */
  duration_ms: number | null;
  has_failed: boolean;
}

export interface PlanTrace {
  calls: TraceCall[];
  /** The time before which calls are omitted, in milliseconds since 1970; null if there are none. */
  omitted_before: number | null;
}

/** The rows that one trace reads; a longer plan shows its newest calls. */
const MAX_ROWS = 999;
const NAME_LENGTH = 120;

const FIELDS = 'seq, step_number, action_type, description, error_message, created_at, metadata';

export type TraceRow = Pick<
  Log,
  'seq' | 'step_number' | 'action_type' | 'description' | 'error_message' | 'created_at'
> & { metadata: Json };

/** Returns the newest calls of a plan, up to a row if there is one. */
export async function planTrace(
  db: AgentExecutionClient,
  planId: string,
  until: number | null = null,
): Promise<PlanTrace> {
  const read = db.from('agent_execution_logs').select(FIELDS).eq('plan_id', planId);
  const rows = await (until === null ? read : read.lte('seq', until))
    .order('seq', { ascending: false })
    // One row more shows whether there are older ones.
    .limit(MAX_ROWS + 1);
  return traceOf(unwrap(rows));
}

/**
 * Returns the calls among rows, the newest row first: rows that report a duration, and rows of tools without one, such as those of most
 * imported runs. A change of the agent's own list is not a call.
 */
export function traceOf(found: TraceRow[]): PlanTrace {
  const rows = found.slice(0, MAX_ROWS);
  const oldest = found.length > MAX_ROWS ? rows.findLast((row) => eventTime(row) !== null) : undefined;
  return {
    calls: rows.flatMap((row) => callOf(row) ?? []),
    omitted_before: oldest ? Date.parse(eventTime(oldest) ?? oldest.created_at) : null,
  };
}

function callOf(row: TraceRow): TraceCall | null {
  const { seq, step_number, action_type, description, error_message } = row;
  const duration_ms = durationOf(row.metadata);
  const at = eventTime(row);
  if (step_number === null || action_type === 'todo' || at === null) return null;
  if (duration_ms === null && action_type !== 'tool_call' && !namesTool(row.metadata)) return null;
  const name = stripAnsi(description || action_type)
    .replace(/\s+/g, ' ')
    .trim();
  return {
    seq,
    step_number,
    name: shorten(name, NAME_LENGTH),
    ended_at: Date.parse(at),
    duration_ms,
    has_failed: error_message !== null,
  };
}

const namesTool = (metadata: Json) =>
  typeof metadata === 'object' &&
  metadata !== null &&
  'tool' in metadata &&
  typeof metadata.tool === 'string';

function durationOf(metadata: Json): number | null {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return null;
  const { duration_ms } = metadata;
  return typeof duration_ms === 'number' && duration_ms >= 0 && Number.isFinite(duration_ms)
    ? duration_ms
    : null;
}
