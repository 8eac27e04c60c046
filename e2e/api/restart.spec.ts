/** The stream across the end of a server: what was read, what was written meanwhile, and what comes after, each once. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@/lib/supabase/embedded/postgres';
import { openStream } from '../events';
import { expect, test } from '../people';

async function start(dataDir: string, port: number): Promise<ChildProcess> {
  const server = spawn('node', ['scripts/serve.ts'], {
    env: { ...process.env, PORT: String(port), AES_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    server.stdout?.on('data', (chunk: Buffer) => chunk.toString().includes('is ready') && resolve());
    server.once('exit', () => reject(new Error('The server did not start.')));
  });
  return server;
}

async function end(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const isOver = new Promise((resolve) => server.once('exit', resolve));
  server.kill(signal);
  await isOver;
}

test('a stream resumes after the server was stopped, and after it was killed', async () => {
  test.slow();
  const dataDir = mkdtempSync(join(tmpdir(), 'aes-restart-'));
  chmodSync(dataDir, 0o755);
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  let server = await start(dataDir, port);
  try {
    const { agentKey } = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8'));
    const post = async (path: string, body: object) => {
      const headers = { Authorization: `Bearer ${agentKey}`, 'Content-Type': 'application/json' };
      const answer = await fetch(`${origin}/api/v1${path}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      expect(answer.ok).toBe(true);
      return (await answer.json()).data;
    };
    const task = await post('/tasks', { title: 'Watched' });
    const steps = [{ step: 1, action: 'work', description: 'Work' }];
    const plan = await post('/plans', { task_id: task.id, plan_type: 'test', steps });
    const note = (n: number) => post(`/plans/${plan.id}/logs`, { action_type: 'note', description: `${n}` });

    const seen: string[] = [];
    let lastEventId: string | undefined;
    let written = 0;
    for (const signal of ['SIGTERM', 'SIGKILL', 'SIGTERM'] as const) {
      const headers: Record<string, string> =
        lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId };
      const stream = await openStream(`/plans/${plan.id}/events`, agentKey, headers, origin);
      lastEventId ??= String(await stream.ready);
      await note(written++);
      await expect.poll(() => seen.length + stream.rows.length).toBe(written);
      seen.push(...stream.rows.map((row) => row.description));
      lastEventId = String(stream.rows.at(-1)?.seq ?? lastEventId);
      // Written while nobody reads.
      stream.close();
      await note(written++);
      await end(server, signal);
      server = await start(dataDir, port);
    }
    const last = await openStream(`/plans/${plan.id}/events?after=${lastEventId}`, agentKey, {}, origin);
    await last.untilRows(1);
    last.close();
    seen.push(...last.rows.map((row) => row.description));
    expect(seen).toEqual(Array.from({ length: written }, (_, n) => `${n}`));
  } finally {
    await end(server, 'SIGTERM');
    rmSync(dataDir, { recursive: true, force: true });
  }
});
