/** Starts a separate server with its own data folder, beside the one that all tests share. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@/lib/supabase/embedded/postgres';

export interface OwnServer {
  port: number;
  origin: string;
  dataDir: string;
  agentKey: string;
  owner: { email: string; password: string };
  /** Stops the server and keeps its data. */
  end(signal: NodeJS.Signals): Promise<void>;
  /** Kills the server and its Postgres with SIGKILL, as a power cut would. */
  kill(): Promise<void>;
  /** Restarts a stopped server at the same address. */
  start(): Promise<void>;
  /** Stops the server and removes its data. */
  stop(): Promise<void>;
}

async function startServer(env: Record<string, string>): Promise<ChildProcess> {
  const child = spawn('node', ['server/serve.ts'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => chunk.toString().includes('is ready') && resolve());
    child.once('exit', () => reject(new Error('The server did not start.')));
  });
  return child;
}

/** Starts a server with extra environment variables, and resolves when it is ready. */
export async function startOwnServer(env: Record<string, string> = {}): Promise<OwnServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'aes-own-'));
  chmodSync(dataDir, 0o755);
  const port = await freePort();
  const variables = { PORT: String(port), AES_DATA_DIR: dataDir, ...env };
  const remove = () => rmSync(dataDir, { recursive: true, force: true });
  let child = await startServer(variables).catch((error: unknown) => {
    remove();
    throw error;
  });
  const end = async (signal: NodeJS.Signals) => {
    const isOver = new Promise((resolve) => child.once('exit', resolve));
    if (child.exitCode === null && child.signalCode === null && child.kill(signal)) await isOver;
  };
  const { agentKey, ownerEmail, ownerPassword } = JSON.parse(
    readFileSync(join(dataDir, 'secrets.json'), 'utf8'),
  );
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    dataDir,
    agentKey,
    owner: { email: ownerEmail, password: ownerPassword },
    end,
    kill: async () => {
      const [pid] = readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
      process.kill(Number(pid), 'SIGKILL');
      await end('SIGKILL');
    },
    start: async () => {
      child = await startServer(variables);
    },
    stop: async () => {
      await end('SIGTERM');
      remove();
    },
  };
}
