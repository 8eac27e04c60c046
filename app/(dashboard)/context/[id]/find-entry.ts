import { notFound } from 'next/navigation';
import { cache } from 'react';
import { AgentExecutionError } from '@/lib/agent-execution/agent-execution.error';
import { type ContextEntryDetails, getContextEntry } from '@/lib/agent-execution/context-entry';
import { createServerClient } from '@/lib/supabase/server';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const VERSIONS = 50;

/** The entry that a segment of the address names, once a request; whatever names none is not found. */
export const findEntry = cache(async (id: string): Promise<ContextEntryDetails> => {
  if (!UUID.test(id)) notFound();
  try {
    return await getContextEntry(await createServerClient(), id, { limit: VERSIONS });
  } catch (error) {
    if (error instanceof AgentExecutionError && error.code === 'not_found') notFound();
    throw error;
  }
});
