import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { queryVector } from '@/lib/agent-execution/embedder';
import { createOpenAiEmbedder } from './openai';

let server: Server | undefined;
afterEach(() => new Promise((resolve) => (server ? server.close(resolve) : resolve(null))));

/** Starts an endpoint with the given answer, which records its requests. */
async function endpoint(answer: (body: { input: string[] }) => { status?: number; body: unknown }) {
  const asked: {
    path: string;
    authorization: string | undefined;
    body: { input: string[]; dimensions?: number };
  }[] = [];
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString());
    asked.push({ path: request.url ?? '', authorization: request.headers.authorization, body });
    const { status = 200, body: reply } = answer(body);
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(reply));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a server that listens on a port has one
  return { url: `http://127.0.0.1:${port}/v1`, asked };
}

const lengths = ({ input }: { input: string[] }) => ({
  // In another order than requested: the index decides.
  body: {
    data: input.map((text, index) => ({ index, embedding: [3 * text.length, 4 * text.length] })).reverse(),
  },
});

describe('an OpenAI-compatible endpoint', () => {
  test('receives key, model and dimensions, and returns vectors of length 1 in order', async () => {
    const { url, asked } = await endpoint(lengths);
    const embedder = createOpenAiEmbedder({ url, model: 'm', apiKey: 'secret', dimensions: 2 });
    expect(await embedder.embed(['a', 'bb'])).toEqual([
      [0.6, 0.8],
      [0.6, 0.8],
    ]);
    expect(embedder.model).toBe('m@2');
    expect(asked).toMatchObject([
      { path: '/v1/embeddings', authorization: 'Bearer secret', body: { input: ['a', 'bb'], dimensions: 2 } },
    ]);
  });

  test('receives a repeated query once', async () => {
    const { url, asked } = await endpoint(lengths);
    const embedder = createOpenAiEmbedder({ url, model: 'm' });
    await embedder.embed(['query']);
    await embedder.embed(['query']);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.authorization).toBeUndefined();
  });

  test.each([
    ['refuses', () => ({ status: 401, body: {} })],
    ['answers something else', () => ({ body: { vectors: [] } })],
    ['omits texts', () => ({ body: { data: [] } })],
  ])('that %s makes embed() reject, and search falls back to words', async (_what, answer) => {
    const { url } = await endpoint(answer);
    const embedder = createOpenAiEmbedder({ url, model: 'm' });
    await expect(embedder.embed(['a'])).rejects.toThrow();
    expect(await queryVector(embedder, 'a')).toEqual({});
  });

  test('receives no request for an empty query', async () => {
    const { url, asked } = await endpoint(lengths);
    expect(await queryVector(createOpenAiEmbedder({ url, model: 'm' }), '  ')).toEqual({});
    expect(await queryVector(undefined, 'words')).toEqual({});
    expect(asked).toEqual([]);
  });
});
