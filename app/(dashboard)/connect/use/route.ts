import { z } from 'zod';
import { getAgentKeyUse } from '@/lib/agent-execution/agent-keys';
import { parseWith, queryOf } from '@/lib/api/parse';
import { respond, respondError } from '@/lib/api/respond';
import { createServerClient } from '@/lib/supabase/server';

const query = z.object({ id: z.uuid() });

/** Whether a key has called: what the page asks while it waits. */
export async function GET(request: Request): Promise<Response> {
  try {
    const { id } = parseWith(query, queryOf(request.url));
    return respond(await getAgentKeyUse(await createServerClient(), id));
  } catch (error) {
    return respondError(error);
  }
}
