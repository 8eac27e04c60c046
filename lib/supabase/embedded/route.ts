/** The route handler behind `/rest/v1` and `/auth/v1`; with a Supabase elsewhere these paths do not exist. */
import { env } from '../../env.ts';
import { embeddedFetch } from './api.ts';

export async function answerAsSupabase(request: Request): Promise<Response> {
  if (!env().isEmbedded) return new Response(null, { status: 404 });
  return embeddedFetch(request);
}
