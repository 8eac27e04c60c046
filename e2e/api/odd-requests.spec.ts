/** Malformed requests: none may cause a server error or end the server. */
import fc from 'fast-check';
import { baseURL, createAgentKey, expect, publishableKey, test } from '../people';
import { sendRaw } from '../raw-request';

const { host } = new URL(baseURL);

const words = (text: string) => fc.constantFrom(...text.split(' '));
const lines = (text: string) => fc.constantFrom(...text.trim().split('\n'));

const paths = words(
  '/ /login /plans /plans/x /plans/0190c0de-0000-4000-8000-000000000000 /tasks/x /logs /context /analytics /settings ' +
    '/settings/export /plans/export /search /connect/use /templates/1 /docs /docs/x /sign-out /nothing /api/openapi.json ' +
    '/api/agent-guide/SKILL.md /api/mcp /api/v1/plans /api/v1/logs /api/v1/context/search /api/v1/x ' +
    '/rest/v1/deep_work_tasks /rest/v1/ /rest/v1/rpc/x /auth/v1/user /auth/v1/x /_next/static/x.js /_next/image ' +
    '/_next/data/x.json /icon.svg /favicon.ico',
);
const suffixes = fc.constantFrom(
  '',
  ...(
    '/ // /.. /%2e%2e /%2f /%5c /%zz /%ff /%00 /\\ /\xff #x ? ?a=%zz ?a=%00 ?next=/.//evil.example ?q=%00 ?_rsc=x ' +
    '?limit=%ff ?select=%zz ?id=eq.%00 ?tab=%00 ?cursor=%00'
  ).split(' '),
);
const methods = words('GET HEAD POST PUT PATCH DELETE OPTIONS TRACE CONNECT PROPFIND QUERY get');
const hosts = fc.constantFrom(host, host, host, host, 'evil.example', 'a b', '[::1', 'x:99999', '\xff', '');
const headers = lines(`
Accept: \xff
Accept-Language: ;;q=\xff
Cookie: aes-session=base64-!!!
Cookie: aes-session=base64-bnVsbA
Cookie: aes-session=x; aes-session.0=y
Cookie: theme=%zz; time-zone=%zz
Cookie: =;;;=\xff
Authorization: Bearer a.b.c
Authorization: Bearer eyJhbGciOiJub25lIn0.e30.
Authorization: Basic x
RSC: 1
Next-Router-State-Tree: garbage
Next-Router-State-Tree: %zz
Next-Router-Prefetch: 9
Next-Router-Segment-Prefetch: /x
Next-Action: x
Next-Url: http://[
x-middleware-subrequest: proxy:proxy
x-nextjs-data: 1
x-matched-path: /x
x-invoke-status: 500
x-forwarded-host: \xff
x-forwarded-proto: x
x-aes-connection: x
Origin: null
Origin: http://[
Origin: http://${host}
Referer: http://[
Range: x
If-Match: x
If-None-Match: *
Idempotency-Key: \xff
Last-Event-ID: x
Prefer: x
apikey: x
Accept-Profile: x
Content-Profile: auth
MCP-Protocol-Version: \xff
Accept: text/event-stream
Content-Type: application/json
Content-Type: multipart/form-data; boundary=x
Content-Type: \xff
Content-Type: application/x-www-form-urlencoded
Content-Encoding: gzip
Expect: 100-continue
Expect: x
Upgrade: websocket
Upgrade: h2c
Connection: Upgrade
x-request-id: \xff
Transfer-Encoding: x
Host: y`);
const bodies = fc.constantFrom(
  '',
  '{}',
  '{',
  '[]',
  'null',
  '[{}]',
  '\xff\xfe',
  '["$F1"]',
  '[{"then":"$1"}]',
  '$ACTION_ID_x=1',
  '--x',
  '--x\r\nContent-Disposition: form-data; name="$ACTION_REF_1"\r\n\r\n\r\n--x--\r\n',
  '--x\r\nContent-Disposition: form-data; name="$ACTION_ID_x"\r\n\r\n\r\n--x--\r\n',
);

const requests = fc
  .record({
    method: methods,
    target: fc.tuple(paths, suffixes).map((parts) => parts.join('')),
    version: fc.constantFrom('1.1', '1.1', '1.1', '1.0'),
    host: hosts,
    headers: fc.uniqueArray(headers, { maxLength: 4 }),
    body: bodies,
  })
  .map(({ method, target, version, host, headers, body }) => {
    const all = [`Host: ${host}`, ...headers, `Content-Length: ${body.length}`, 'Connection: close'];
    return `${method} ${target} HTTP/${version}\r\n${all.join('\r\n')}\r\n\r\n${body}`;
  });

test('responds to any request without a server error or a redirect to another site', async () => {
  test.slow();
  await fc.assert(
    fc.asyncProperty(requests, async (request) => {
      const { status, text } = await sendRaw(request);
      expect(status).toBeGreaterThanOrEqual(200);
      expect(status).toBeLessThan(500);
      const location = /^location: (.*)$/im.exec(text)?.[1]?.trim();
      if (location) expect(new URL(location, baseURL).host).toBe(host);
    }),
    { numRuns: 400, interruptAfterTimeLimit: 60_000 },
  );
});

test('renders the whole page if the router state cannot be read', async () => {
  const start = `Host: ${host}\r\nRSC: 1\r\nConnection: close\r\nNext-Router-State-Tree:`;
  for (const path of [
    '/login',
    '/plans',
    '/nothing',
    '/api/mcp/%2f',
    '/plans/0190c0de-0000-4000-8000-000000000000',
  ]) {
    for (const state of ['garbage', '%zz', '[]', '["",{}]\r\nNext-Router-State-Tree: ["",{}]']) {
      const { status } = await sendRaw(`GET ${path} HTTP/1.1\r\n${start} ${state}\r\n\r\n`);
      expect(status, `${path} ${state}`).toBeGreaterThanOrEqual(200);
      expect(status, `${path} ${state}`).toBeLessThan(500);
    }
  }
});

test('refuses arguments of a login action that no form sends', async ({ request }) => {
  const page = await (await request.get(`${baseURL}/login`)).text();
  const [, id = ''] = /&quot;id&quot;:&quot;([\da-f]+)/.exec(page) ?? [];
  const headers = { 'Next-Action': id, Origin: baseURL, 'Content-Type': 'text/plain;charset=UTF-8' };
  for (const data of ['[]', '[1,2]', '["$undefined",{}]']) {
    const response = await request.post(`${baseURL}/login`, { headers, data: Buffer.from(data) });
    expect([data, response.status()]).toEqual([data, 200]);
    expect(await response.text()).toContain('The form cannot be read.');
  }
});

test('refuses a form that it cannot read', async () => {
  const start = `POST /login HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${baseURL}\r\nConnection: close\r\n`;
  for (const type of ['multipart/form-data', 'multipart/form-data; boundary=x']) {
    const { status } = await sendRaw(`${start}Content-Type: ${type}\r\nContent-Length: 3\r\n\r\n--x`);
    expect(status).toBe(400);
  }
});

test('keeps serving after requests that end in the middle', async ({ agent }) => {
  const pieces = [
    'GET',
    'POST /api/v1/plans HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{',
    '\x16\x03\x01\x02',
    '\0\0\0',
  ];
  for (const piece of pieces) {
    const { status } = await sendRaw(`${piece}\r\n\r\n\r\n`);
    expect(status).toBeLessThan(500);
  }
  expect((await agent.get('/tasks')).status).toBe(200);
});

test('reads and deletes no rows by a filter on a name that every object inherits', async ({
  person,
  task,
  request,
}) => {
  const { key } = await createAgentKey(person);
  for (const token of [person.accessToken, key])
    for (const name of ['__proto__', '"__proto__"', 'constructor', 'toString'])
      for (const method of ['GET', 'DELETE']) {
        const response = await request.fetch(`${baseURL}/rest/v1/deep_work_tasks?${name}=eq.1`, {
          method,
          headers: { apikey: publishableKey(), Authorization: `Bearer ${token}` },
        });
        expect([name, method, response.status()]).toEqual([name, method, 400]);
      }
  expect((await person.service.queryTasks()).map(({ id }) => id)).toEqual([task.id]);
});
