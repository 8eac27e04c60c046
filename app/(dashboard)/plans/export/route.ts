import { z } from 'zod';
import { AgentExecutionError } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { stringifyExact } from '@/lib/agent-execution/exact-json';
import { getPlan } from '@/lib/agent-execution/plans';
import { requireCaller } from '@/lib/auth/session';
import { MAX_EXPORTED_PLANS } from '@/lib/dashboard/plan-table';
import { isCrossSite } from '@/lib/http/same-origin';
import { createServerClient } from '@/lib/supabase/server';
import { download } from '../../download';

const idsSchema = z.array(z.uuid()).min(1).max(MAX_EXPORTED_PLANS);

/** Yields one plan at a time with its steps, log and context, so that memory holds only one. */
async function* partsOf(db: AgentExecutionClient, ids: string[]): AsyncGenerator<string> {
  yield '{"plans":[';
  let separator = '';
  for (const id of ids) {
    const plan = await getPlan(db, id, true, true).catch(nullIfNotFound);
    if (!plan) continue;
    yield `${separator}\n${stringifyExact(plan)}`;
    separator = ',';
  }
  yield '\n]}\n';
}

function nullIfNotFound(error: unknown): null {
  if (error instanceof AgentExecutionError && error.code === 'not_found') return null;
  throw error;
}

/** Downloads the plans named by `ids` as JSON. */
export async function GET(request: Request): Promise<Response> {
  if (isCrossSite(request.headers)) return new Response('Cross-site requests are refused.', { status: 403 });
  await requireCaller();
  const named = new URL(request.url).searchParams.get('ids')?.split(',') ?? [];
  const ids = idsSchema.safeParse(named);
  if (!ids.success) return new Response(`Send the ids of 1 to ${MAX_EXPORTED_PLANS} plans.`, { status: 400 });
  const parts = partsOf(await createServerClient(), [...new Set(ids.data)]);
  return download(parts, 'plans', 'json');
}
