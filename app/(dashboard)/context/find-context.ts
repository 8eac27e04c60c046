import { type ContextParams, searchOf } from '@/components/context/context-search-params';
import { AgentExecutionError } from '@/lib/agent-execution/agent-execution.error';
import { type ContextSearch, searchContext } from '@/lib/agent-execution/context-search';
import { embedder } from '@/lib/embeddings/embedder';
import { createServerClient } from '@/lib/supabase/server';

const nothing: ContextSearch = {
  entries: [],
  next_cursor: null,
  found: 0,
  facets: { types: [], tasks: [], plans: [] },
};

/** What an address asks for; an id in it that is none finds nothing. */
export async function findContext(params: ContextParams): Promise<ContextSearch> {
  try {
    return await searchContext(await createServerClient(), searchOf(params, Date.now()), embedder());
  } catch (error) {
    if (error instanceof AgentExecutionError && error.code === 'invalid_input') return nothing;
    throw error;
  }
}
