/** One context entry with all about it: its history, where it came from, and who read it. */
import { errorOf, unwrap } from './agent-execution.error';
import type { AgentExecutionClient, ContextEntry, Json, Log, StepStatus } from './agent-execution.types';
import { pageLimit, readSeqCursor, toPage } from './page';

/** What an entry was set to, as the log has it. */
export interface ContextState {
  context_value: string;
  metadata: { [name: string]: Json | undefined };
  expires_at: string | null;
  version: number;
}

/** The log row that set or deleted it. */
export interface ContextVersion
  extends Pick<
    Log,
    'seq' | 'id' | 'plan_id' | 'task_id' | 'step_number' | 'actor_type' | 'actor' | 'created_at'
  > {
  action_type: 'set_context' | 'delete_context';
  context_type: string;
  context_key: string;
  before_state: ContextState | null;
  after_state: ContextState | null;
}

/** An agent's reading of it, and how the step ended that it was read in. */
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
  /** Null once it is deleted or expired. */
  entry:
    | (ContextEntry & {
        task_title: string | null;
        plan_type: string | null;
        /** Steps that read it by how they ended, and from both a figure from -1 to 1; null while none did. */
        usefulness: { usefulness: number; completed: number; failed: number } | null;
      })
    | null;
  /** Newest first; the first is the row that wrote what is there now. */
  history: ContextVersion[];
  /** Asks for earlier versions; null at the end. */
  next_cursor: string | null;
  /** The latest 50. */
  uses: ContextUse[];
}

/** An entry by its id, also one that is deleted; not_found where there never was one. */
export async function getContextEntry(
  db: AgentExecutionClient,
  entryId: string,
  input: { limit?: number; cursor?: string } = {},
): Promise<ContextEntryDetails> {
  const limit = Math.min(pageLimit(input.limit, 20), 100);
  const answer = await db.rpc('agent_get_context', {
    entry_id: entryId,
    before_seq: input.cursor ? readSeqCursor(input.cursor) : undefined,
    max_versions: limit + 1,
  });
  const found = unwrap(answer) as unknown as Omit<ContextEntryDetails, 'next_cursor'> | null; // the function builds exactly this
  if (!found) throw errorOf('not_found', `There is no context entry ${entryId}.`);
  const history = toPage(found.history, limit, (version) => String(version.seq));
  return { ...found, history, next_cursor: history.next_cursor };
}
