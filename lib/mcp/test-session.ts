/** For tests: a person of its own and an MCP client of the SDK's, over the handler that the route has, in this process. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { createClient } from '@supabase/supabase-js';
import type { AgentExecutionClient, Database } from '@/lib/agent-execution/agent-execution.types';
import { env } from '@/lib/env';
import { embeddedFetch } from '@/lib/supabase/embedded/api';
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
  const db = createClient<Database>(env().supabaseUrl, env().publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false },
    global: { fetch: embeddedFetch },
  });
  const { error } = await db.auth.signUp({
    email: `${crypto.randomUUID()}@example.com`,
    password: crypto.randomUUID(),
  });
  if (error) throw error;
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
