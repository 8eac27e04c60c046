import { z } from 'zod';
import { parseWith, queryOf } from '@/lib/api/parse';
import { respond, respondError } from '@/lib/api/respond';
import { find } from '@/lib/dashboard/find';
import { createServerClient } from '@/lib/supabase/server';

const query = z.object({ q: z.string().max(200) });

/** Searches for the command palette while a person types. */
export async function GET(request: Request): Promise<Response> {
  try {
    const { q } = parseWith(query, queryOf(request.url));
    return respond(await find(await createServerClient(), q));
  } catch (error) {
    return respondError(error);
  }
}
