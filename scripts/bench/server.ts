/** Runs the production build on a separate data folder, as `npm start` does, during a measurement. */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { freePort } from '../../lib/supabase/embedded/postgres';
import { buildApp } from '../../server/build-app';

export interface BenchServer {
  origin: string;
  dataDir: string;
  /** The server process, without Postgres. */
  pid: number;
  agentKey: string;
  /** Posts an object, or the text of one, to the HTTP API as an agent of the local owner and returns the data of the response. */
  agent<Data = { id: string }>(path: string, body: object | string): Promise<Data>;
}

/** Uses Node's plain client: fetch takes more than three times the processor time, on the processor that the server uses. */
function callAs(origin: string, agentKey: string): BenchServer['agent'] {
  const agent = new Agent({ keepAlive: true });
  const headers = { Authorization: `Bearer ${agentKey}`, 'Content-Type': 'application/json' };
  return async (path, body) => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = request(`${origin}/api/v1${path}`, { agent, method: 'POST', headers });
      outgoing
        .once('response', resolve)
        .once('error', reject)
        .end(typeof body === 'string' ? body : JSON.stringify(body));
    });
    const answer = JSON.parse(await text(response));
    if (response.statusCode !== 200 && response.statusCode !== 201) throw new Error(JSON.stringify(answer));
    return answer.data;
  };
}

export async function withServer<T>(work: (server: BenchServer) => Promise<T>): Promise<T> {
  await buildApp(process.cwd());
  const dataDir = mkdtempSync(join(tmpdir(), 'aes-bench-'));
  chmodSync(dataDir, 0o755);
  const port = await freePort();
  const child = spawn(process.execPath, ['server/serve.ts'], {
    env: {
      ...process.env,
      NEXT_PUBLIC_SUPABASE_URL: '',
      NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: '',
      PORT: String(port),
      AES_DATA_DIR: dataDir,
      AES_RATE_LIMIT: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const isOver = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => chunk.toString().includes('is ready') && resolve());
      child.once('exit', () => reject(new Error('The server did not start.')));
    });
    const { agentKey } = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8'));
    const origin = `http://127.0.0.1:${port}`;
    return await work({ origin, dataDir, pid: child.pid ?? 0, agentKey, agent: callAs(origin, agentKey) });
  } finally {
    child.kill('SIGTERM');
    await isOver;
    rmSync(dataDir, { recursive: true, force: true });
  }
}
