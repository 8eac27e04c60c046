import { z } from 'zod';
import { find } from '@/lib/agent-execution/find';
import { parseWith, queryOf } from '@/lib/api/parse';
import { respond, respondError } from '@/lib/api/respond';
import { createServerClient } from '@/lib/supabase/server';

const query = z.object({ q: z.string().max(200) });

/** What the command palette asks while one types. */
export async function GET(request: Request): Promise<Response> {
  try {
    const { q } = parseWith(query, queryOf(request.url));
    return respond(await find(await createServerClient(), q));
  } catch (error) {
    return respondError(error);
  }
}
