'use server';

/** The doors from an entry's page to the service; each carries the identity of the person who is signed in. */
import { refresh } from 'next/cache';
import type { AgentExecutionClient, SetContextInput } from '@/lib/agent-execution/agent-execution.types';
import { deleteContext, setContext } from '@/lib/agent-execution/context';
import { createServerClient } from '@/lib/supabase/server';
import { type ActionAnswer, explainError } from '../../action-answer';

async function act(work: (db: AgentExecutionClient) => Promise<unknown>): Promise<ActionAnswer> {
  try {
    await work(await createServerClient());
    return {};
  } catch (error) {
    return explainError(error);
  } finally {
    refresh();
  }
}

export async function saveEntry(entry: SetContextInput): Promise<ActionAnswer> {
  return act((db) => setContext(db, entry));
}

export async function deleteEntry(entryId: string, version: number): Promise<ActionAnswer> {
  return act((db) => deleteContext(db, entryId, version));
}
