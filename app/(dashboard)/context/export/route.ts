import { allContext } from '@/lib/agent-execution/context';
import { isCrossSite } from '@/lib/auth/same-origin';
import { requireCaller } from '@/lib/auth/session';
import { createServerClient } from '@/lib/supabase/server';
import { download } from '../../download';

async function* linesOf(entries: AsyncGenerator<unknown>): AsyncGenerator<string> {
  for await (const entry of entries) yield `${JSON.stringify(entry)}\n`;
}

/** Every entry, as JSON Lines. */
export async function GET(request: Request): Promise<Response> {
  if (isCrossSite(request.headers)) return new Response('Cross-site requests are refused.', { status: 403 });
  await requireCaller();
  const lines = linesOf(allContext(await createServerClient()));
  return download(lines, 'context', 'jsonl');
}
