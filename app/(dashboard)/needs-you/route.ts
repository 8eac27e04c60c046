import { respond, respondError } from '@/lib/api/respond';
import { countNeedsYou } from '@/lib/dashboard/overview';
import { createServerClient } from '@/lib/supabase/server';

/** Returns what waits for the person, for the title and the sidebar of every page. */
export async function GET(): Promise<Response> {
  try {
    return respond(await countNeedsYou(await createServerClient()));
  } catch (error) {
    return respondError(error);
  }
}
