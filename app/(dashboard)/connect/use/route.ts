import { z } from 'zod';
import { parseWith, queryOf } from '@/lib/api/parse';
import { respond, respondError } from '@/lib/api/respond';
import { getAgentKeyUse } from '@/lib/dashboard/agent-keys';
import { createServerClient } from '@/lib/supabase/server';

const query = z.object({ id: z.uuid() });

/** Returns when a key was last used; the page polls it while it waits for the first call. */
export async function GET(request: Request): Promise<Response> {
  try {
    const { id } = parseWith(query, queryOf(request.url));
    return respond(await getAgentKeyUse(await createServerClient(), id));
  } catch (error) {
    return respondError(error);
  }
}
