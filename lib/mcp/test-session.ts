/** For tests: a person of its own and an MCP client of the SDK's, over the handler that the route has, in this process. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { createMcpHandler } from '@modelcontextprotocol/server';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { createAgentKey } from '@/lib/agent-execution/agent-keys';
import { signUp } from '@/lib/agent-execution/test-client';
import { exchangeAgentKey } from '@/lib/auth/agent-token';
import { embeddedFetch } from '@/lib/supabase/embedded/api';
import { createTokenClient } from '@/lib/supabase/token';
import { createMcpServer } from './server';

export interface Result {
  text: string;
  data: Record<string, unknown>;
  isError: boolean;
}

export interface Session {
  db: AgentExecutionClient;
  client: Client;
  call(name: string, input: object): Promise<Result>;
}

export async function startSession(): Promise<Session> {
  return sessionOf(await signUp());
}

/** An agent of a person, with a key of this name. */
export async function startAgentSession({ db }: Session, name: string): Promise<Session> {
  const { key } = await createAgentKey(db, { name, scopes: ['read', 'write'] });
  const { token } = await exchangeAgentKey(key);
  return sessionOf(createTokenClient(token, embeddedFetch));
}

async function sessionOf(db: AgentExecutionClient): Promise<Session> {
  const handler = createMcpHandler(() => createMcpServer(db));
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(
    new StreamableHTTPClientTransport(new URL('http://localhost/api/mcp'), {
      fetch: (url, init) => handler.fetch(new Request(url, init)),
    }),
  );
  return {
    db,
    client,
    async call(name, input) {
      const result = await client.callTool({ name, arguments: { ...input } });
      const [first] = result.content as { text: string }[]; // every tool answers with text
      return {
        text: first?.text ?? '',
        data: (result.structuredContent ?? {}) as Record<string, unknown>, // looked at by tests alone
        isError: result.isError === true,
      };
    },
  };
}
