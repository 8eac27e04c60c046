/** Measures the memory that open event streams use in the server process. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchServer } from './server';

export const STREAMS = 500;

/** Returns the heap of the server process in MB after garbage collection. Asks its inspector, which SIGUSR1 opens. */
async function memoryOf(pid: number): Promise<number> {
  process.kill(pid, 'SIGUSR1');
  await sleep(500);
  const [target] = await (await fetch('http://127.0.0.1:9229/json/list')).json();
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }));
  let id = 0;
  const ask = (method: string, params: object = {}) => {
    id += 1;
    socket.send(JSON.stringify({ id, method, params }));
    return new Promise<{ result?: { value?: number } }>((resolve) =>
      socket.addEventListener('message', ({ data }) => resolve(JSON.parse(data).result), { once: true }),
    );
  };
  await ask('HeapProfiler.collectGarbage');
  await sleep(500);
  await ask('HeapProfiler.collectGarbage');
  const { result } = await ask('Runtime.evaluate', { expression: 'process.memoryUsage.rss()' });
  socket.close();
  return (result?.value ?? Number.NaN) / 1_000_000;
}

async function openStreams({ origin, agentKey }: BenchServer): Promise<() => void> {
  const abort = new AbortController();
  const open = () =>
    fetch(`${origin}/api/v1/events`, {
      headers: { Authorization: `Bearer ${agentKey}` },
      signal: abort.signal,
    });
  const streams = await Promise.all(Array.from({ length: STREAMS }, open));
  if (streams.some((stream) => !stream.ok)) throw new Error('A stream was refused.');
  return () => abort.abort();
}

export async function measureStreams(server: BenchServer): Promise<number> {
  const before = await memoryOf(server.pid);
  const close = await openStreams(server);
  await sleep(5000);
  const cost = (await memoryOf(server.pid)) - before;
  close();
  return cost;
}
