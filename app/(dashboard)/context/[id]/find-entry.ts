import { notFound } from 'next/navigation';
import { cache } from 'react';
import { AgentExecutionError } from '@/lib/agent-execution/agent-execution.error';
import { type ContextEntryDetails, getContextEntry } from '@/lib/agent-execution/context-entry';
import { createServerClient } from '@/lib/supabase/server';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const VERSION_LIMIT = 50;

/** Returns the entry that the URL segment names, read once per request; an unknown or malformed id shows "not found". */
export const findEntry = cache(async (id: string): Promise<ContextEntryDetails> => {
  if (!UUID.test(id)) notFound();
  try {
    return await getContextEntry(await createServerClient(), id, { limit: VERSION_LIMIT });
  } catch (error) {
    if (error instanceof AgentExecutionError && error.code === 'not_found') notFound();
    throw error;
  }
});
