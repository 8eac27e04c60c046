/** Runs the same build with a hosted Supabase project, whose part the server under test plays. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@/lib/supabase/embedded/postgres';
import { baseURL, cookieOf, createAgentKey, createPerson, expect, test } from '../people';

const secrets = () =>
  JSON.parse(readFileSync(join(process.env.AES_DATA_DIR ?? '.data', 'secrets.json'), 'utf8'));

function start(env: Record<string, string>): { server: ChildProcess; output: () => string } {
  let output = '';
  const server = spawn('node', ['server/serve.ts'], {
    env: { ...process.env, AES_EMBEDDED: '', DATABASE_URL: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [server.stdout, server.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  return { server, output: () => output };
}

test('serves agents from a hosted project and starts no backend of its own', async ({
  person,
  task,
  request,
}) => {
  const dataDir = join(mkdtempSync(join(tmpdir(), 'aes-hosted-')), 'data');
  const port = await freePort();
  const { publishableKey, jwtSecret } = secrets();
  const { server, output } = start({
    PORT: String(port),
    AES_DATA_DIR: dataDir,
    NEXT_PUBLIC_SUPABASE_URL: baseURL,
    NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: publishableKey,
    SUPABASE_JWT_SECRET: jwtSecret,
  });
  try {
    await expect.poll(output, { timeout: 30_000 }).toContain('is ready');
    const { key } = await createAgentKey(person);
    const response = await request.get(`http://127.0.0.1:${port}/api/v1/tasks/${task.id}`, {
      headers: { Authorization: `Bearer ${key}` },
    });
    expect([response.status(), (await response.json()).data.title]).toEqual([200, task.title]);
    expect((await request.get(`http://127.0.0.1:${port}/rest/v1/deep_work_tasks`)).status()).toBe(404);
    expect(await (await request.get(`http://127.0.0.1:${port}/login`)).text()).not.toContain(
      'Continue as local owner',
    );
    expect(existsSync(dataDir)).toBe(false);
  } finally {
    const isOver = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    await isOver;
    rmSync(join(dataDir, '..'), { recursive: true, force: true });
  }
});

test('refuses a token after a sign-out on either server, and says at login that sign-up is off', async ({
  person,
  request,
}) => {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const { publishableKey, jwtSecret } = secrets();
  const { server, output } = start({
    PORT: String(port),
    NEXT_PUBLIC_SUPABASE_URL: baseURL,
    NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: publishableKey,
    SUPABASE_JWT_SECRET: jwtSecret,
    AES_SIGN_UP: 'off',
  });
  const ask = async (token: string) => {
    const headers = { Authorization: `Bearer ${token}` };
    return (await request.get(`${origin}/api/v1/tasks`, { headers })).status();
  };
  try {
    await expect.poll(output, { timeout: 30_000 }).toContain('is ready');
    const signedOutElsewhere = await createPerson();
    await signedOutElsewhere.supabase.auth.signOut({ scope: 'local' });
    expect(await ask(signedOutElsewhere.accessToken)).toBe(401);

    expect(await ask(person.accessToken)).toBe(200);
    const headers = { Cookie: await cookieOf(person) };
    expect((await request.post(`${origin}/sign-out`, { headers, maxRedirects: 0 })).status()).toBe(303);
    expect(await ask(person.accessToken)).toBe(401);

    const page = await (await request.get(`${origin}/login?mode=sign-up`)).text();
    expect(page).toContain('Sign-up is turned off on this server.');
    expect(page).not.toContain('No account yet?');
  } finally {
    const isOver = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    await isOver;
  }
});

const halves: [string, Record<string, string>, string][] = [
  [
    'a URL without a key',
    { NEXT_PUBLIC_SUPABASE_URL: 'https://project.example' },
    'NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY is missing',
  ],
  [
    'a key without a URL',
    { NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: 'sb_publishable_x' },
    'NEXT_PUBLIC_SUPABASE_URL is missing',
  ],
  [
    'an invalid URL',
    { NEXT_PUBLIC_SUPABASE_URL: 'project', NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: 'x' },
    'NEXT_PUBLIC_SUPABASE_URL: ',
  ],
];

for (const [name, env, message] of halves) {
  test(`fails at start with ${name}, and names the variable`, async () => {
    const { server, output } = start({ PORT: String(await freePort()), ...env });
    const code = await new Promise((resolve) => server.once('exit', resolve));
    expect(code).toBe(1);
    expect(output()).toContain(message);
  });
}
