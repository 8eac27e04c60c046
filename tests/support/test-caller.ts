import { DELETE, GET, PATCH, POST, PUT } from '@/app/api/v1/[...path]/route';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import type { Method } from '@/lib/api/operation';
import { signUp } from './test-client';

const handlers: Record<Method, (request: Request) => Promise<Response>> = { DELETE, GET, PATCH, POST, PUT };

export interface TestCaller {
  /** Signed in as the person who owns the agent. */
  db: AgentExecutionClient;
  key: string;
  call(
    method: Method,
    path: string,
    options?: { body?: unknown; headers?: Record<string, string>; signal?: AbortSignal },
  ): Promise<{
    status: number;
    headers: Headers;
    text: string;
    // biome-ignore lint/suspicious/noExplicitAny: the tests read bodies of every shape.
    body: any;
  }>;
}

export async function createTestKey(db: AgentExecutionClient, scopes = ['read', 'write']): Promise<string> {
  const { data } = await db.rpc('agent_create_api_key', { name: 'agent', scopes }).throwOnError();
  return (data as { key: string }).key; // The function builds exactly this type.
}

/** Text and bytes are sent unchanged. */
function bodyOf(body: unknown): BodyInit | undefined {
  if (body === undefined || typeof body === 'string') return body;
  return Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body);
}

export function callAs(db: AgentExecutionClient, key: string): TestCaller {
  return {
    db,
    key,
    call: async (method, path, { body, headers, signal } = {}) => {
      const request = new Request(`http://localhost:3000/api/v1${path}`, {
        method,
        headers: {
          Authorization: `Bearer ${key}`,
          'Content-Type': 'application/json',
          Prefer: 'return=representation', // all fields, as a person gets them
          ...headers,
        },
        body: bodyOf(body),
        signal,
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
  const db = await signUp();
  return callAs(db, await createTestKey(db, scopes));
}
