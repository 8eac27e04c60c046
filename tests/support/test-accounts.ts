/** Accounts in a database of the test file, over the embedded API of this process. */
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import postgres from 'postgres';
import { inject } from 'vitest';
import { env } from '@/lib/env';
import { embeddedFetch } from '@/lib/supabase/embedded/api';
import { copyDatabase } from './test-database';

export const password = 'correct-horse';

/** Points the embedded API at a new database without a limit on sign-ups. Resolves to the superuser's connection. */
export async function openAccounts(): Promise<postgres.Sql> {
  const databaseUrl = await copyDatabase(inject('adminUrl'), 'migrated');
  Object.assign(process.env, { DATABASE_URL: databaseUrl, AES_SIGN_UP_LIMIT: '0' });
  return postgres(databaseUrl, { max: 1, onnotice: () => {} });
}

export async function closeAccounts(admin: postgres.Sql): Promise<void> {
  await Promise.all([...(globalThis.embeddedApis?.values() ?? [])].map((api) => api.close()));
  await admin.end();
}

export function client(): SupabaseClient {
  return createClient(env().supabaseUrl, env().publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false },
    global: { fetch: embeddedFetch },
  });
}

export const newEmail = () => `${crypto.randomUUID()}@example.com`;

export async function signUp(): Promise<{ db: SupabaseClient; email: string; token: string }> {
  const db = client();
  const email = newEmail();
  const { data } = await db.auth.signUp({ email, password });
  return { db, email, token: data.session?.access_token ?? '' };
}

export async function signIn(email: string, given = password): Promise<SupabaseClient> {
  const db = client();
  const { error } = await db.auth.signInWithPassword({ email, password: given });
  if (error) throw error;
  return db;
}

export const tokenOf = async (db: SupabaseClient) =>
  (await db.auth.getSession()).data.session?.access_token ?? '';

/** Returns a request as supabase-js sends it. */
export function requestTo(
  path: string,
  body?: unknown,
  token?: string,
  method = body ? 'POST' : 'GET',
): Request {
  return new Request(`http://127.0.0.1:3000${path}`, {
    method,
    headers: {
      apikey: env().publishableKey,
      'content-type': 'application/json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
}
