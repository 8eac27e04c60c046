/** The tokens and cost that log rows report in their metadata, as the database recorded them. */
import { unwrap } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient, Log } from '@/lib/agent-execution/agent-execution.types';

export interface RowUsage {
  calls: 1;
  unknown_calls: 0 | 1;
  input_tokens: number;
  output_tokens: number;
  cached_tokens: number;
  /** Null if it is unknown. */
  cost_usd: number | null;
  is_estimated: boolean;
  is_partial: boolean;
}

type ReportingRow = Pick<Log, 'id' | 'metadata'>;

/** As in private.reported_usage, which records the usage. */
const KEYS = ['usage_key', 'gen_ai.response.id', 'request_id'];
const REPORTS = /usage|tokens|cost/i;

/** Returns the key under which the usage of a row is recorded. */
export function usageKeyOf({ id, metadata }: ReportingRow): string {
  const { usage } = metadata;
  const fields = typeof usage === 'object' && !Array.isArray(usage) ? { ...metadata, ...usage } : metadata;
  const found = KEYS.map((key) => fields[key]).find((value) => String(value ?? '').trim() !== '');
  return found === undefined ? `log:${id}` : String(found).slice(0, 500);
}

/** Returns the usage of those rows of a plan that report any, by its key. */
export async function readRowUsage(
  db: AgentExecutionClient,
  plan_id: string,
  rows: ReportingRow[],
): Promise<Map<string, RowUsage>> {
  const keys = rows
    .filter(({ metadata }) => Object.keys(metadata).some((key) => REPORTS.test(key)))
    .map(usageKeyOf);
  if (keys.length === 0) return new Map();
  const usages = db
    .from('agent_usage')
    .select('usage_key,input_tokens,output_tokens,cached_tokens,cost_usd,is_estimated')
    .eq('plan_id', plan_id)
    .in('usage_key', keys);
  return new Map(
    unwrap(await usages).map(({ usage_key, ...usage }) => {
      const isUnknown = usage.cost_usd === null;
      return [usage_key, { ...usage, calls: 1, unknown_calls: isUnknown ? 1 : 0, is_partial: isUnknown }];
    }),
  );
}
