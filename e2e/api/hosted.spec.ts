/** The same build against a Supabase elsewhere: here the server under test plays the Supabase. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@/lib/supabase/embedded/postgres';
import { baseURL, createAgentKey, expect, test } from '../people';

const secrets = () =>
  JSON.parse(readFileSync(join(process.env.AES_DATA_DIR ?? '.data', 'secrets.json'), 'utf8'));

function start(env: Record<string, string>): { server: ChildProcess; output: () => string } {
  let output = '';
  const server = spawn('node', ['scripts/serve.ts'], {
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

test('with a URL and its keys it serves agents from there and starts no backend of its own', async ({
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
    const answer = await request.get(`http://127.0.0.1:${port}/api/v1/tasks/${task.id}`, {
      headers: { Authorization: `Bearer ${key}` },
    });
    expect([answer.status(), (await answer.json()).data.title]).toEqual([200, task.title]);
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
    'a URL that is none',
    { NEXT_PUBLIC_SUPABASE_URL: 'project', NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: 'x' },
    'NEXT_PUBLIC_SUPABASE_URL: ',
  ],
];

for (const [name, env, message] of halves) {
  test(`${name} fails at start, naming the variable`, async () => {
    const { server, output } = start({ PORT: String(await freePort()), ...env });
    const code = await new Promise((resolve) => server.once('exit', resolve));
    expect(code).toBe(1);
    expect(output()).toContain(message);
  });
}
