/** The route handler of `/rest/v1`. With an external Supabase this path does not exist. */
import { env } from '../../env.ts';
import { embeddedFetch } from './api.ts';

export async function answerAsSupabase(request: Request): Promise<Response> {
  if (!env().isEmbedded) return new Response(null, { status: 404 });
  return embeddedFetch(request);
}
