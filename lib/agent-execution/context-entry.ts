/** One context entry with its history, its origin and its readers. */
import { errorOf } from './agent-execution.error';
import type {
  AgentExecutionClient,
  ContextEntry,
  JsonObject,
  Log,
  StepStatus,
} from './agent-execution.types';
import { call } from './call';
import { pageLimit, readSeqCursor, toPage } from './page';

/** The state of an entry, as logged. */
export interface ContextState {
  context_value: string;
  metadata: JsonObject;
  expires_at: string | null;
  version: number;
}

/** A log row that set or deleted the entry. */
export interface ContextVersion
  extends Pick<
    Log,
    'seq' | 'id' | 'plan_id' | 'task_id' | 'step_number' | 'actor_type' | 'actor' | 'created_at'
  > {
  action_type: 'set_context' | 'delete_context';
  /** When it was set or deleted; null if that is unknown. */
  occurred_at: string | null;
  context_type: string;
  context_key: string;
  before_state: ContextState | null;
  after_state: ContextState | null;
}

/** A read by an agent, and the outcome of the step in which it happened. */
export interface ContextUse {
  actor: string;
  via: ContextReadWay;
  times: number;
  first_used_at: string;
  last_used_at: string;
  plan_id: string | null;
  plan_type: string | null;
  task_title: string | null;
  step_number: number | null;
  step_status: StepStatus | null;
  step_description: string | null;
}

export type ContextReadWay = 'search' | 'pack' | 'get';

export interface ContextEntryDetails {
  /** Null if the entry was deleted or has expired. */
  entry:
    | (ContextEntry & {
        task_title: string | null;
        plan_type: string | null;
        /** Steps that read the entry, by outcome, and a score from -1 to 1 derived from them. Null if no step has read it. */
        usefulness: { usefulness: number; completed: number; failed: number } | null;
      })
    | null;
  /** Newest first. The first row wrote the current state. */
  history: ContextVersion[];
  /** Requests earlier versions; null at the end. */
  next_cursor: string | null;
  /** The latest 50. */
  uses: ContextUse[];
}

/** The result of `agent_get_context`: the latest versions, one more than requested if there are more. */
export type StoredContextEntry = Omit<ContextEntryDetails, 'next_cursor'>;

/** Returns an entry by its id, even if it was deleted. Throws not_found for an id that never existed. */
export async function getContextEntry(
  db: AgentExecutionClient,
  entryId: string,
  input: { limit?: number; cursor?: string } = {},
): Promise<ContextEntryDetails> {
  const limit = Math.min(pageLimit(input.limit, 20), 100);
  const found = await call(db, 'agent_get_context', {
    entry_id: entryId,
    before_seq: input.cursor ? readSeqCursor(input.cursor) : undefined,
    max_versions: limit + 1,
  });
  if (!found) throw errorOf('not_found', `There is no context entry ${entryId}.`);
  const history = toPage(found.history, limit, (version) => String(version.seq));
  return { ...found, history, next_cursor: history.next_cursor };
}
