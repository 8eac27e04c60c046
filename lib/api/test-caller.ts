/** An agent that calls the handlers of the API in this very process, for tests. */
import { createClient } from '@supabase/supabase-js';
import { DELETE, GET, PATCH, POST, PUT } from '@/app/api/v1/[...path]/route';
import type { AgentExecutionClient, Database } from '@/lib/agent-execution/agent-execution.types';
import { env } from '@/lib/env';
import { embeddedFetch } from '@/lib/supabase/embedded/api';
import type { Method } from './operation';

const handlers: Record<Method, (request: Request) => Promise<Response>> = { DELETE, GET, PATCH, POST, PUT };

export interface TestCaller {
  /** Signed in as the person whose agent it is. */
  db: AgentExecutionClient;
  key: string;
  call(
    method: Method,
    path: string,
    options?: { body?: unknown; headers?: Record<string, string> },
  ): Promise<{
    status: number;
    headers: Headers;
    text: string;
    // biome-ignore lint/suspicious/noExplicitAny: what it holds is what the tests ask.
    body: any;
  }>;
}

export async function createTestPerson(): Promise<AgentExecutionClient> {
  const db = createClient<Database>(env().supabaseUrl, env().publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false },
    global: { fetch: embeddedFetch },
  });
  const email = `${crypto.randomUUID()}@example.com`;
  const { error } = await db.auth.signUp({ email, password: crypto.randomUUID() });
  if (error) throw error;
  return db;
}

export async function createTestKey(db: AgentExecutionClient, scopes = ['read', 'write']): Promise<string> {
  const { data } = await db.rpc('agent_create_api_key', { name: 'agent', scopes }).throwOnError();
  return (data as { key: string }).key; // the function builds exactly this
}

export function callAs(db: AgentExecutionClient, key: string): TestCaller {
  return {
    db,
    key,
    call: async (method, path, { body, headers } = {}) => {
      const request = new Request(`http://localhost:3000/api/v1${path}`, {
        method,
        headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json', ...headers },
        body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      });
      const response = await handlers[method](request);
      const text = await response.text();
      const isJson = /^application\/json\b/.test(response.headers.get('content-type') ?? '');
      return {
        status: response.status,
        headers: response.headers,
        text,
        body: isJson ? JSON.parse(text) : null,
      };
    },
  };
}

export async function createTestCaller(scopes?: string[]): Promise<TestCaller> {
  const db = await createTestPerson();
  return callAs(db, await createTestKey(db, scopes));
}
