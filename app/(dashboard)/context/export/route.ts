import { allContext } from '@/lib/agent-execution/context';
import { stringifyExact } from '@/lib/agent-execution/exact-json';
import { requireCaller } from '@/lib/auth/session';
import { isCrossSite } from '@/lib/http/same-origin';
import { createServerClient } from '@/lib/supabase/server';
import { download } from '../../download';

async function* linesOf(entries: AsyncGenerator<unknown>): AsyncGenerator<string> {
  for await (const entry of entries) yield `${stringifyExact(entry)}\n`;
}

/** Downloads every context entry as JSON Lines. */
export async function GET(request: Request): Promise<Response> {
  if (isCrossSite(request.headers)) return new Response('Cross-site requests are refused.', { status: 403 });
  await requireCaller();
  const lines = linesOf(allContext(await createServerClient()));
  return download(lines, 'context', 'jsonl');
}
