/** The SDK's own client at the MCP endpoint of this run's server. */
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

/** Calls a tool, which must succeed; gives its words and data. */
export async function use(client: Client, name: string, input: Record<string, unknown>) {
  const result = await client.callTool({ name, arguments: input });
  const [first] = result.content as { text: string }[]; // every tool answers with text
  expect(result.isError ?? false, first?.text).toBe(false);
  return {
    text: first?.text ?? '',
    // biome-ignore lint/suspicious/noExplicitAny: what tests look into
    data: result.structuredContent as any,
  };
}
