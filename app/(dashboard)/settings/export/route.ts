import { type ExportedRow, exportEverything } from '@/lib/agent-execution/everything';
import { isCrossSite } from '@/lib/auth/same-origin';
import { requireCaller } from '@/lib/auth/session';
import { createServerClient } from '@/lib/supabase/server';
import { download } from '../../download';

const lineOf = (value: object) => `${JSON.stringify(value)}\n`;

/** Who and when, a line a row, and last the number of rows: a file without that line is cut off. */
async function* linesOf(userId: string, rows: AsyncGenerator<ExportedRow>): AsyncGenerator<string> {
  yield lineOf({ export: { version: 1, user_id: userId, exported_at: new Date().toISOString() } });
  let count = 0;
  for await (const row of rows) {
    count += 1;
    yield lineOf(row);
  }
  yield lineOf({ end: { rows: count } });
}

/** Everything the person has, as JSON Lines. */
export async function GET(request: Request): Promise<Response> {
  if (isCrossSite(request.headers)) return new Response('Cross-site requests are refused.', { status: 403 });
  const { user_id } = await requireCaller();
  const lines = linesOf(user_id, exportEverything(await createServerClient()));
  return download(lines, 'agent-execution', 'jsonl');
}
