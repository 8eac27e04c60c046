/** Records the outcomes of calls of the service in a form that can be compared between callers. */
import type { AgentExecution } from '@/lib/agent-execution/agent-execution.service';

export type Outcome = { data: unknown } | { error: string };
export type Outcomes = Map<keyof AgentExecution, Outcome[]>;

/** Fields that name the caller. They differ between callers by design. */
const ACTORS =
  /^(actor|actor_type|created_by|changed_by|started_by|lease_owner|updated_by|source|sent_by|delivered_to|asked_by|decided_by)$/;
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)/g;

/** Returns a value without what differs between runs: ids, times, hashes and positions in the log. */
function comparable(value: unknown): unknown {
  const ids = new Map<string, string>();
  const nameOf = (id: string) => ids.get(id) ?? (ids.set(id, `id ${ids.size + 1}`).get(id) as string); // The value was just set.
  const plain = JSON.stringify(value, (key, inner) => {
    if (ACTORS.test(key) && inner !== null) return 'actor';
    if (/(^|_)(seq|hash|lease_token|seconds_left|elapsed_minutes|score)$/.test(key) && inner !== null)
      return key;
    // A person blocks a step in their own words, and an agent after an operation that failed.
    if (inner?.action_type === 'block') return { ...inner, description: 'block', agent_confidence: null };
    if (typeof inner !== 'string') return inner;
    return inner
      .replace(/[0-9a-f-]{36}@example\.com|service_role/g, 'actor')
      .replace(UUID, nameOf)
      .replace(TIME, 'time')
      .replace(/deep-\d+(-\w+)?/g, 'task')
      .replace(/[0-9a-f]{64}/g, 'hash');
  });
  return plain === undefined ? undefined : JSON.parse(plain);
}

export interface Caller {
  execution: AgentExecution;
  /** Names the person for the service key; empty for a person. */
  by: { user_id?: string };
  /** Makes a call and records its outcome; returns undefined where it fails. */
  call<T>(name: keyof AgentExecution, work: () => Promise<T>): Promise<T | undefined>;
}

/** Returns a caller whose calls add their outcomes to `outcomes`. */
export function createCaller(
  execution: AgentExecution,
  user_id: string | undefined,
  outcomes: Outcomes,
): Caller {
  return {
    execution,
    by: user_id === undefined ? {} : { user_id },
    async call(name, work) {
      const seen = outcomes.get(name) ?? [];
      outcomes.set(name, seen);
      try {
        const data = await work();
        seen.push({ data: comparable(data) });
        return data;
      } catch (error) {
        seen.push({ error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
        return undefined;
      }
    },
  };
}
