/** The server reads only a bounded part of a body, with and without credentials. */
import { createAgentKey, createPerson, expect, test } from '../people';
import { sendRaw } from '../raw-request';

const MB = 1024 * 1024;
const bytes = 450 * MB;
const piece = Buffer.alloc(64 * 1024, 'x');
const chunk = Buffer.concat([Buffer.from('10000\r\n'), piece, Buffer.from('\r\n')]);
/** Upper bound in bytes: the highest body limit, what the server reads after its response, and the kernel's buffers. */
const BOUND = 64 * MB;

function flood(path: string, isChunked: boolean, headers: Record<string, string>) {
  const length = isChunked ? { 'Transfer-Encoding': 'chunked' } : { 'Content-Length': `${bytes}` };
  const lines = Object.entries({ Host: '127.0.0.1', ...length, ...headers }).map((header) =>
    header.join(': '),
  );
  return sendRaw(`POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`, {
    piece: isChunked ? chunk : piece,
    bytes,
  });
}

const strangers: [path: string, refusal: number][] = [
  ['/api/v1/plans', 401],
  ['/api/v1/logs/batch', 401],
  ['/api/v1/imports', 401],
  ['/api/mcp', 401],
  ['/rest/v1/deep_work_tasks', 401],
  ['/rest/v1/rpc/agent_create_plan', 401],
  ['/auth/v1/signup', 401],
  ['/plans', 303],
  ['/settings', 303],
  ['/nothing', 303],
];

for (const [path, refusal] of strangers) {
  test(`refuses four bodies of 450 MB without a key at ${path}, without reading them`, async () => {
    const floods = [true, false, true, false].map((isChunked) => flood(path, isChunked, {}));
    const responses = await Promise.all(floods);
    // The server refuses a Content-Length above the limit before it checks anything else.
    expect(responses.map(({ status }) => status)).toEqual([refusal, 413, refusal, 413]);
    for (const { sent } of responses) expect(sent).toBeLessThan(BOUND);
  });
}

test('refuses a server action without a session, unread, and redirects to the login page', async () => {
  const { status, text, sent } = await flood('/plans', true, { 'Next-Action': '7f' });
  expect([status, /x-action-redirect: (\S+)/i.exec(text)?.[1]]).toEqual([401, '/login;push']);
  expect(sent).toBeLessThan(BOUND);
});

test('stops reading a body of 450 MB with a key at the limit', async ({ agent, person }) => {
  const { key } = await createAgentKey(person);
  const json = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
  for (const path of ['/api/v1/plans', '/api/v1/imports', '/api/mcp', '/rest/v1/deep_work_tasks']) {
    const accept = { ...json, Accept: 'application/json, text/event-stream' };
    for (const isChunked of [true, false]) {
      const { status, sent } = await flood(path, isChunked, accept);
      expect([path, isChunked, status]).toEqual([path, isChunked, 413]);
      expect(sent).toBeLessThan(BOUND);
    }
  }
  expect((await agent.get('/tasks')).body.data).toEqual([]);
});

test('refuses a body with a forged token without reading it', async () => {
  const { accessToken } = await createPerson();
  const forged = { Authorization: `Bearer ${accessToken}x`, 'Content-Type': 'application/json' };
  expect((await flood('/api/v1/plans', true, forged)).status).toBe(401);
});
