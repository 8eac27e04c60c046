'use server';

/** The actions of the page of a context entry. */
import type { ActionResult } from '@/lib/action-result';
import type { SetContextInput } from '@/lib/agent-execution/agent-execution.types';
import { deleteContext, setContext } from '@/lib/agent-execution/context';
import { runAction } from '../../run-action';

export async function saveEntry(entry: SetContextInput): Promise<ActionResult> {
  return runAction((db) => setContext(db, entry));
}

export async function deleteEntry(entryId: string, version: number): Promise<ActionResult> {
  return runAction((db) => deleteContext(db, entryId, version));
}
