import { refresh } from 'next/cache';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { createServerClient } from '@/lib/supabase/server';
import { type ActionAnswer, explainError } from './action-answer';

/**
 * What an action is: it does something as the person who is signed in, shows the page anew, and says what went wrong. The page
 * is shown anew then too, for it was out of date.
 */
export async function act(work: (db: AgentExecutionClient) => Promise<unknown>): Promise<ActionAnswer> {
  try {
    await work(await createServerClient());
    return {};
  } catch (error) {
    return explainError(error);
  } finally {
    refresh();
  }
}
