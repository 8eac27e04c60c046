/** Creates a person and an MCP client of the SDK that calls the route's handler in this process. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { exchangeAgentKey } from '@/lib/auth/agent-token';
import { createAgentKey } from '@/lib/dashboard/agent-keys';
import { serveMcp } from '@/lib/mcp/serve-mcp';
import { embeddedFetch } from '@/lib/supabase/embedded/api';
import { createTokenClient } from '@/lib/supabase/token';
import { signUp } from './test-client';

export interface Result {
  text: string;
  isError: boolean;
}

export interface Session {
  db: AgentExecutionClient;
  client: Client;
  call(name: string, input: object): Promise<Result>;
  /** Calls a tool, which must succeed, and returns its text. */
  use(name: string, input: object): Promise<string>;
  /** Sends a body to the endpoint unchanged. */
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
}

export async function startSession(): Promise<Session> {
  return sessionOf(await signUp());
}

/** Creates an agent of a person, with a key of this name. */
export async function startAgentSession(
  { db }: Session,
  name: string,
  key: Omit<Parameters<typeof createAgentKey>[1], 'name'> = { scopes: ['read', 'write'] },
): Promise<Session> {
  const made = await createAgentKey(db, { name, ...key });
  const { token } = await exchangeAgentKey(made.key);
  return sessionOf(createTokenClient(token, embeddedFetch));
}

const endpoint = new URL('http://localhost/api/mcp');

/** Returns an MCP client of the caller. */
export async function sessionOf(db: AgentExecutionClient): Promise<Session> {
  const fetch = (url: URL | string, init?: RequestInit) => serveMcp(new Request(url, init), db);
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(endpoint, { fetch }));
  const call = async (name: string, input: object): Promise<Result> => {
    const result = await client.callTool({ name, arguments: { ...input } });
    const [first] = result.content as { text: string }[]; // Every tool returns text.
    return { text: first?.text ?? '', isError: result.isError === true };
  };
  return {
    db,
    client,
    call,
    async use(name, input) {
      const { text, isError } = await call(name, input);
      if (isError) throw new Error(`${name} was refused: ${text}`);
      return text;
    },
    post: (body, headers) =>
      fetch(endpoint, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  };
}
