import { type ContextParams, searchOf } from '@/components/context/context-search-params';
import { AgentExecutionError } from '@/lib/agent-execution/agent-execution.error';
import { type ContextSearch, searchContext } from '@/lib/agent-execution/context-search';
import { embedder } from '@/lib/embeddings/embedder';
import { readDatabaseTime } from '@/lib/supabase/database-clock';
import { createServerClient } from '@/lib/supabase/server';

const nothing: ContextSearch = {
  entries: [],
  next_cursor: null,
  found: 0,
  facets: { types: [], tasks: [], plans: [] },
};

/** Returns the entries for the URL's search and filters; none for a malformed id. */
export async function findContext(params: ContextParams): Promise<ContextSearch> {
  try {
    const db = await createServerClient();
    return await searchContext(db, searchOf(params, await readDatabaseTime(db)), embedder());
  } catch (error) {
    if (error instanceof AgentExecutionError && error.code === 'invalid_input') return nothing;
    throw error;
  }
}
