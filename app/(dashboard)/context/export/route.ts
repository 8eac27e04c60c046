import { allContext } from '@/lib/agent-execution/context';
import { isCrossSite } from '@/lib/auth/same-origin';
import { requireCaller } from '@/lib/auth/session';
import { streamText } from '@/lib/stream-text';
import { createServerClient } from '@/lib/supabase/server';

async function* linesOf(entries: AsyncGenerator<unknown>): AsyncGenerator<string> {
  for await (const entry of entries) yield `${JSON.stringify(entry)}\n`;
}

/** Every entry, as JSON Lines. */
export async function GET(request: Request): Promise<Response> {
  if (isCrossSite(request.headers)) return new Response('Cross-site requests are refused.', { status: 403 });
  await requireCaller();
  const lines = linesOf(allContext(await createServerClient()));
  const day = new Date().toISOString().slice(0, 10);
  return new Response(streamText(lines), {
    headers: {
      'Content-Type': 'application/jsonl; charset=utf-8',
      'Content-Disposition': `attachment; filename="context-${day}.jsonl"`,
      'Cache-Control': 'no-store',
    },
  });
}
