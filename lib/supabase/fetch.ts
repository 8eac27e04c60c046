/** How this server reaches Supabase: over the network, or in this very process when the backend is embedded. */
import { env } from '@/lib/env';
import { embeddedFetch } from './embedded/api';

export const supabaseFetch: typeof fetch = (input, init) =>
  env().isEmbedded ? embeddedFetch(input, init) : fetch(input, init);
