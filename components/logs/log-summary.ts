/**
 * A log row without its states, which may be 256 kB each: what a timeline shows before a row is opened. The whole row is
 * fetched when it is.
 */
import type { Json, Log } from '@/lib/agent-execution/agent-execution.types';
import { stripAnsi } from '@/lib/format/ansi';
import { formatCount } from '@/lib/format/words';

const EXCERPT = 300;

export interface LogSummary
  extends Pick<
    Log,
    'seq' | 'step_number' | 'action_type' | 'actor_type' | 'actor' | 'created_at' | 'agent_confidence'
  > {
  description: string;
  error_message: string | null;
  /** What the states say in a few words: `exit 1`, `+2 keys`. */
  outcome: string | null;
}

export interface LogPage {
  rows: LogSummary[];
  /** Asks for the rows before these; null at the beginning of the log. */
  next_cursor: string | null;
}

export function toLogSummary(log: Log): LogSummary {
  const { seq, step_number, action_type, actor_type, actor, created_at, agent_confidence } = log;
  return {
    seq,
    step_number,
    action_type,
    actor_type,
    actor,
    created_at,
    agent_confidence,
    description: excerpt(log.description),
    error_message: log.error_message === null ? null : excerpt(log.error_message),
    outcome: outcomeOf(log.before_state, log.after_state),
  };
}

/** The beginning of a text on one line. */
function excerpt(text: string): string {
  const line = stripAnsi(text.slice(0, 4 * EXCERPT))
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > EXCERPT || text.length > 4 * EXCERPT ? `${line.slice(0, EXCERPT).trimEnd()}…` : line;
}

function isObject(value: Json | null): value is { [key: string]: Json | undefined } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function outcomeOf(before: Json | null, after: Json | null): string | null {
  if (!isObject(after)) return after === null ? null : 'value';
  const exitCode = after.exit_code ?? after.returncode ?? after.return_code;
  if (typeof exitCode === 'number') return `exit ${exitCode}`;
  const old = isObject(before) ? before : {};
  const added = Object.keys(after).filter((key) => !(key in old)).length;
  const changed = Object.keys(after).filter(
    (key) => key in old && JSON.stringify(old[key]) !== JSON.stringify(after[key]),
  ).length;
  const parts = [added > 0 ? `+${formatCount(added, 'key')}` : '', changed > 0 ? `${changed} changed` : ''];
  return parts.filter(Boolean).join(', ') || null;
}
