/** Connects the SDK's client to the MCP endpoint of this run's server. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { baseURL, expect } from './people';

export const endpoint = new URL('/api/mcp', baseURL);

export async function connect(key: string): Promise<Client> {
  const client = new Client({ name: 'spec', version: '1' });
  await client.connect(
    new StreamableHTTPClientTransport(endpoint, {
      requestInit: { headers: { Authorization: `Bearer ${key}` } },
    }),
  );
  return client;
}

/** Calls a tool, which must succeed; returns its text. */
export async function use(client: Client, name: string, input: Record<string, unknown>): Promise<string> {
  const { text, isError } = await call(client, name, input);
  expect(isError, text).toBe(false);
  return text;
}

/** Calls a tool and returns its text. */
export async function call(client: Client, name: string, input: Record<string, unknown>) {
  const result = await client.callTool({ name, arguments: input });
  expect(result.structuredContent).toBeUndefined();
  const [first] = result.content as { text: string }[]; // every tool returns text
  return { text: first?.text ?? '', isError: result.isError === true };
}
