import { stringifyExact } from '@/lib/agent-execution/exact-json';
import { requireCaller } from '@/lib/auth/session';
import { type ExportedRow, exportAccountData } from '@/lib/dashboard/account-data';
import { isCrossSite } from '@/lib/http/same-origin';
import { createServerClient } from '@/lib/supabase/server';
import { download } from '../../download';

const lineOf = (value: object) => `${stringifyExact(value)}\n`;

/** Yields the owner and time, one line per row, and the number of rows; a file without that last line is incomplete. */
async function* linesOf(userId: string, rows: AsyncGenerator<ExportedRow>): AsyncGenerator<string> {
  yield lineOf({ export: { version: 1, user_id: userId, exported_at: new Date().toISOString() } });
  let count = 0;
  for await (const row of rows) {
    count += 1;
    yield lineOf(row);
  }
  yield lineOf({ end: { rows: count } });
}

/** Downloads all data of the person as JSON Lines. */
export async function GET(request: Request): Promise<Response> {
  if (isCrossSite(request.headers)) return new Response('Cross-site requests are refused.', { status: 403 });
  const { user_id } = await requireCaller();
  const lines = linesOf(user_id, exportAccountData(await createServerClient()));
  return download(lines, 'agent-execution', 'jsonl');
}
