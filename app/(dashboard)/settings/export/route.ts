import { type ExportedRow, exportEverything } from '@/lib/agent-execution/everything';
import { isCrossSite } from '@/lib/auth/same-origin';
import { requireCaller } from '@/lib/auth/session';
import { createServerClient } from '@/lib/supabase/server';

/** Who and when, a line a row, and last the number of rows: a file without that line is cut off. */
async function* linesOf(userId: string, rows: AsyncGenerator<ExportedRow>): AsyncGenerator<string> {
  yield JSON.stringify({ export: { version: 1, user_id: userId, exported_at: new Date().toISOString() } });
  let count = 0;
  for await (const row of rows) {
    count += 1;
    yield JSON.stringify(row);
  }
  yield JSON.stringify({ end: { rows: count } });
}

/** Asks for the next line when the reader has room for it, so that no more than a page waits in memory. */
function streamOf(lines: AsyncGenerator<string>): ReadableStream {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(`${value}\n`));
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
}

/** Everything the person has, as JSON Lines. */
export async function GET(request: Request): Promise<Response> {
  if (isCrossSite(request.headers)) return new Response('Cross-site requests are refused.', { status: 403 });
  const { user_id } = await requireCaller();
  const lines = linesOf(user_id, exportEverything(await createServerClient()));
  const day = new Date().toISOString().slice(0, 10);
  return new Response(streamOf(lines), {
    headers: {
      'Content-Type': 'application/jsonl; charset=utf-8',
      'Content-Disposition': `attachment; filename="agent-execution-${day}.jsonl"`,
      'Cache-Control': 'no-store',
    },
  });
}
