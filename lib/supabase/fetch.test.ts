import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readableFetch } from './fetch';
import { UNREADABLE } from './readable-json';

const deep = `{"id": 1, "result": ${'['.repeat(5000)}${']'.repeat(5000)}}`;

let server: Server;
let address: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/nothing') return response.writeHead(204).end();
    response.writeHead(request.url === '/refused' ? 400 : 200, {
      'content-type': `application/${request.url?.slice(1)}`,
    });
    return response.end(deep);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // of a server on TCP
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

test.each(['json', 'json; charset=utf-8', 'vnd.pgrst.object+json'])(
  'replaces a value nested too deep in a response of %s',
  async (type) => {
    const response = await readableFetch(`${address}/${type}`);
    expect(await response.json()).toEqual({ id: 1, result: { unreadable: UNREADABLE } });
  },
);

test.each(['nothing', 'refused', 'octet-stream'])('does not change a response that is %s', async (path) => {
  const response = await readableFetch(`${address}/${path}`);
  expect(await response.text()).toBe(path === 'nothing' ? '' : deep);
});
