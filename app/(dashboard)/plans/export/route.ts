import { z } from 'zod';
import { MOST_EXPORTED } from '@/components/plans/plan-export';
import { AgentExecutionError } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { getPlan } from '@/lib/agent-execution/plans';
import { isCrossSite } from '@/lib/auth/same-origin';
import { requireCaller } from '@/lib/auth/session';
import { createServerClient } from '@/lib/supabase/server';
import { download } from '../../download';

const idsSchema = z.array(z.uuid()).min(1).max(MOST_EXPORTED);

/** One plan after the other, with steps, log and context, so that no more than one waits in memory. */
async function* partsOf(db: AgentExecutionClient, ids: string[]): AsyncGenerator<string> {
  yield '{"plans":[';
  let separator = '';
  for (const id of ids) {
    const plan = await getPlan(db, id, true, true).catch(ifGone);
    if (!plan) continue;
    yield `${separator}\n${JSON.stringify(plan)}`;
    separator = ',';
  }
  yield '\n]}\n';
}

function ifGone(error: unknown): null {
  if (error instanceof AgentExecutionError && error.code === 'not_found') return null;
  throw error;
}

/** The plans named by `ids`, as a file of JSON. */
export async function GET(request: Request): Promise<Response> {
  if (isCrossSite(request.headers)) return new Response('Cross-site requests are refused.', { status: 403 });
  await requireCaller();
  const named = new URL(request.url).searchParams.get('ids')?.split(',') ?? [];
  const ids = idsSchema.safeParse(named);
  if (!ids.success) return new Response(`Name 1 to ${MOST_EXPORTED} plans by their ids.`, { status: 400 });
  const parts = partsOf(await createServerClient(), [...new Set(ids.data)]);
  return download(parts, 'plans', 'json');
}
