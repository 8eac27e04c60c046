/** Runs the work of a server action as the signed-in person and turns what it throws into a failure. */
import { refresh } from 'next/cache';
import type { ActionResult, Failure } from '@/lib/action-result';
import { AgentExecutionError, errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { createServerClient } from '@/lib/supabase/server';

/** Runs `work` and returns `{}` or the failure; renders the page again either way, since a failure means that it was out of date. */
export async function runAction(work: (db: AgentExecutionClient) => Promise<unknown>): Promise<ActionResult> {
  try {
    await work(await createServerClient());
    return {};
  } catch (error) {
    return failureOf(error);
  } finally {
    refresh();
  }
}

/** Returns the data of `work`, or the failure; the page stays as it is. */
export async function loadData<Data extends object & { error?: undefined }>(
  work: (db: AgentExecutionClient) => Promise<Data>,
): Promise<Data | { error: Failure }> {
  try {
    return await work(await createServerClient());
  } catch (error) {
    return failureOf(error);
  }
}

/** Returns the failure to show; an unknown error is logged in full and reported plainly. */
function failureOf(error: unknown): { error: Failure } {
  if (error instanceof AgentExecutionError && error.code !== 'internal') {
    return { error: { message: error.message, hint: error.hint } };
  }
  console.error(error);
  const { message, hint } = errorOf('internal', 'Something went wrong on the server.');
  return { error: { message, hint } };
}
