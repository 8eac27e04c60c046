/** Checks whether this server can serve: its database answers on the paths that requests take. */
import { env } from '@/lib/env';
import { supabaseFetch } from '@/lib/supabase/fetch';

/** Milliseconds for which an answer is reused, so that the database is asked once a second at most. */
const FRESH_MS = 1000;
/** Milliseconds to wait for the database. */
const TIMEOUT_MS = 3000;

let cached: { askedAt: number; isReady: Promise<boolean> } | undefined;

/** The embedded API serves functions and tables over different connections, so both are asked. Neither reads a row. */
const PROBES: [path: string, init: RequestInit][] = [
  ['rpc/agent_plan_status', { method: 'POST', body: JSON.stringify({ step_statuses: ['pending'] }) }],
  ['deep_work_tasks?select=id&limit=0', {}],
];

/** Without the service key the database refuses the probes (42501), which proves that it answers. */
async function ask([path, init]: (typeof PROBES)[number]): Promise<boolean> {
  const { supabaseUrl, publishableKey, secretKey } = env();
  try {
    const response = await supabaseFetch(`${supabaseUrl}/rest/v1/${path}`, {
      ...init,
      headers: { apikey: secretKey ?? publishableKey, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return response.ok || (response.status < 500 && (await response.json()).code === '42501');
  } catch {
    return false;
  }
}

async function askAll(): Promise<boolean> {
  return (await Promise.all(PROBES.map(ask))).every(Boolean);
}

/** Resolves to whether the database answers. */
export function isReady(): Promise<boolean> {
  const now = performance.now();
  if (!cached || now - cached.askedAt > FRESH_MS) cached = { askedAt: now, isReady: askAll() };
  return cached.isReady;
}
