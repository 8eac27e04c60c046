/** A real nginx in front of the server, in its default configuration and as docs/reverse-proxy.md sets it up. */

import { startOwnServer } from '../../tests/support/own-server';
import { isOwnerOffered, readOwnerForm, submitOwnerForm } from '../local-owner';
import { type Nginx, startNginx } from '../nginx';
import { baseURL, expect, test } from '../people';

const stops: (() => Promise<void>)[] = [];
test.afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function proxyTo(upstream: string, location?: string): Promise<Nginx> {
  const nginx = await startNginx(upstream, location);
  stops.push(nginx.stop);
  return nginx;
}

test('signs in the local owner from the server’s own page, and from no other Origin', async ({
  playwright,
}) => {
  const request = await playwright.request.newContext();
  const form = await readOwnerForm(request, baseURL);
  expect(Object.keys(form)).toContain('next');
  const refused: Record<string, string>[] = [{}, { Origin: 'https://app.example' }, { Origin: 'null' }];
  for (const headers of refused)
    expect(await submitOwnerForm(request, baseURL, form, headers), JSON.stringify(headers)).toEqual([]);
  expect(await submitOwnerForm(request, baseURL, form, { Origin: baseURL })).toHaveLength(1);
  await request.dispose();
});

const configurations: [name: string, location: string][] = [
  ['default', ''],
  [
    'default with HTTP/1.1 and X-Forwarded-For',
    'proxy_http_version 1.1; proxy_set_header X-Forwarded-For $remote_addr;',
  ],
  ['default with HTTP/1.1 and X-Real-IP', 'proxy_http_version 1.1; proxy_set_header X-Real-IP $remote_addr;'],
  ['default with HTTP/1.1 and Via', 'proxy_http_version 1.1; proxy_set_header Via "1.1 nginx";'],
  [
    'default with HTTP/1.1 and Forwarded',
    'proxy_http_version 1.1; proxy_set_header Forwarded "for=$remote_addr";',
  ],
  ['default that passes the Host on', 'proxy_set_header Host $http_host;'],
];

for (const [name, location] of configurations) {
  test(`refuses the local owner to every client behind nginx in its ${name} configuration`, async ({
    playwright,
  }) => {
    const request = await playwright.request.newContext();
    const form = await readOwnerForm(request, baseURL);
    const { origin } = await proxyTo(baseURL, location);
    expect((await request.get(`${origin}/login`)).status()).toBe(200);
    expect(await isOwnerOffered(request, origin)).toBe(false);
    // A browser sends the first; a program may send any of them.
    for (const Origin of [origin, baseURL, 'https://app.example'])
      expect(await submitOwnerForm(request, origin, form, { Origin }), Origin).toEqual([]);
    expect(await submitOwnerForm(request, origin, form, { Origin: baseURL, Host: '127.0.0.1' })).toEqual([]);
    await request.dispose();
  });
}

test('refuses the local owner to a program behind nginx that sends only HTTP/1.1', async ({ playwright }) => {
  const request = await playwright.request.newContext();
  const own = await readOwnerForm(request, baseURL);
  const { origin } = await proxyTo(baseURL, 'proxy_http_version 1.1; proxy_set_header Connection "";');
  expect(await submitOwnerForm(request, origin, own, { Origin: origin })).toEqual([]);
  // A client behind the proxy cannot get the proof, and a program may write any Origin.
  for (const proof of ['', 'x'.repeat(43)])
    expect(await submitOwnerForm(request, origin, { ...own, proof }, { Origin: baseURL })).toEqual([]);
  expect(await isOwnerOffered(request, origin, { Referer: `${origin}/plans` })).toBe(false);
  await request.dispose();
});

/** The configuration of docs/reverse-proxy.md, without a certificate. */
const setUp = (client: string) => `
  proxy_set_header Host $http_host;
  proxy_set_header X-Forwarded-Host $http_host;
  proxy_set_header X-Forwarded-Proto https;
  proxy_set_header X-Forwarded-For ${client};`;

test('takes host and client from a configured proxy, and offers no client the local owner', async ({
  playwright,
}) => {
  test.slow();
  const request = await playwright.request.newContext();
  const server = await startOwnServer({ AES_TRUSTED_PROXIES: '127.0.0.1' });
  stops.push(server.stop);
  const { origin } = await proxyTo(server.origin, setUp('$http_x_test_client'));
  const guide = await request.get(`${origin}/api/agent-guide/SKILL.md`);
  expect(await guide.text()).toContain(origin.replace('http:', 'https:'));
  expect(await isOwnerOffered(request, origin)).toBe(false);
  expect(await isOwnerOffered(request, server.origin)).toBe(false);

  const ask = async (client: string, key: string) => {
    const headers = { Authorization: `Bearer ${key}`, 'X-Test-Client': client };
    return (await request.get(`${origin}/api/v1/plans`, { headers })).status();
  };
  const statuses = new Set<number>();
  for (let tried = 0; tried < 25; tried++) statuses.add(await ask('192.0.2.7', `aes_${'0'.repeat(64)}`));
  expect([...statuses]).toEqual([401, 429]);
  // Guessed keys from an address delay no working key and no other address.
  expect(await ask('192.0.2.7', server.agentKey)).toBe(200);
  expect(await ask('192.0.2.8', `aes_${'1'.repeat(64)}`)).toBe(401);
  await request.dispose();
});

test('offers the local owner behind a configured proxy if set so, with secure cookies', async ({
  playwright,
}) => {
  test.slow();
  const request = await playwright.request.newContext();
  const server = await startOwnServer({
    AES_TRUSTED_PROXIES: '127.0.0.1',
    AES_LOCAL_OWNER_BEHIND_PROXY: '1',
  });
  stops.push(server.stop);
  const { origin } = await proxyTo(server.origin, setUp('$remote_addr'));
  expect(await isOwnerOffered(request, origin)).toBe(true);
  const form = await readOwnerForm(request, origin);
  const refused: Record<string, string>[] = [{}, { Origin: origin }, { Origin: 'https://app.example' }];
  for (const headers of refused) expect(await submitOwnerForm(request, origin, form, headers)).toEqual([]);
  const cookies = await submitOwnerForm(request, origin, form, { Origin: origin.replace('http:', 'https:') });
  expect(cookies).toHaveLength(1);
  for (const cookie of cookies) expect(cookie).toMatch(/; Secure/);
  await request.dispose();
});
