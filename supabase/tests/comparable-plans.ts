/**
 * Makes the rows of two plans with the same history comparable: ids, sequence numbers and times become labels such as `log 3`. A time that
 * is a whole number of seconds after a log row becomes `log 3 + 60 s`, so that leases are compared too.
 */
import type { Database } from './identities.ts';

interface LogLabel {
  id: string;
  seq: number;
  /** Microseconds since 1970. */
  at: number;
}

export interface Known {
  names: Map<string, string>;
  logs: LogLabel[];
}

const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00$/;
const isHash = /^[0-9a-f]{64}$/;
const isUuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** Keys of numbers that are sequence numbers, and of numbers that depend on the time of the read. */
const seqKeys = new Set(['seq', 'last_seq', 'lease_token', 'approved_seq']);
const clockKeys = new Set(['seconds_left', 'ask_again_in_seconds']);

function microseconds(time: string): number {
  const [, fraction = ''] = /\.(\d+)/.exec(time) ?? [];
  return Date.parse(time.replace(/\.\d+/, '')) * 1000 + Number(fraction.padEnd(6, '0'));
}

function labelTime(time: string, { logs }: Known): string {
  const at = microseconds(time);
  for (const [index, log] of logs.entries().toArray().reverse()) {
    if (log.at === at) return `log ${index}`;
    if (at > log.at && (at - log.at) % 1_000_000 === 0)
      return `log ${index} + ${(at - log.at) / 1_000_000} s`;
  }
  return 'another time';
}

function labelText(text: string, known: Known): string {
  if (isTime.test(text)) return labelTime(text, known);
  if (isHash.test(text)) return 'hash';
  return text.replaceAll(isUuid, (id) => known.names.get(id) ?? 'id');
}

/** Returns a JSON value with labels in place of what differs between the plans. */
export function normalize(value: unknown, known: Known, key = ''): unknown {
  if (Array.isArray(value)) return value.map((each) => normalize(each, known));
  if (typeof value === 'string') return labelText(value, known);
  if (typeof value === 'number' && clockKeys.has(key)) return 'seconds';
  if (typeof value === 'number' && seqKeys.has(key) && value !== 0) {
    const index = known.logs.findIndex(({ seq }) => seq === value);
    return index < 0 ? 'another seq' : `log ${index}`;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, normalize(each, known, name)]),
  );
}

export interface History {
  plan: unknown;
  steps: unknown[];
  logs: { id: string; seq: number; created_at: string }[];
}

/** Reads the rows of a plan as JSON. */
export async function readHistory({ sql }: Database, plan: string): Promise<History> {
  const [row] = await sql<{ history: string }[]>`
    select json_build_object(
      'plan', (select to_json(p) from agent_execution_plans p where p.id = ${plan}),
      'steps', (select json_agg(s order by s.step_number) from agent_execution_steps s where s.plan_id = ${plan}),
      'logs', (select json_agg(l order by l.seq) from agent_execution_logs l where l.plan_id = ${plan}))::text as history`;
  return JSON.parse(row?.history ?? 'null');
}

/** Returns the labels of a plan; `names` maps further ids to their labels. */
export function knownOf({ logs }: History, names: Record<string, string>): Known {
  return {
    names: new Map([
      ...Object.entries(names),
      ...logs.map(({ id }, index): [string, string] => [id, `log ${index}`]),
    ]),
    logs: logs.map(({ id, seq, created_at }) => ({ id, seq, at: microseconds(created_at) })),
  };
}
