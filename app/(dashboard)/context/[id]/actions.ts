'use server';

/** The doors from an entry's page to the service; each carries the identity of the person who is signed in. */
import type { SetContextInput } from '@/lib/agent-execution/agent-execution.types';
import { deleteContext, setContext } from '@/lib/agent-execution/context';
import { act } from '../../act';
import type { ActionAnswer } from '../../action-answer';

export async function saveEntry(entry: SetContextInput): Promise<ActionAnswer> {
  return act((db) => setContext(db, entry));
}

export async function deleteEntry(entryId: string, version: number): Promise<ActionAnswer> {
  return act((db) => deleteContext(db, entryId, version));
}
