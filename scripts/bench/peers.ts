/** Runs other durable engines beside ours, each in a process of its own. `peers/` has its own packages, installed on demand. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPackages } from '../install-packages';
import type { Contender, Setting } from './compare';
import type { Sample } from './measure';

const FOLDER = join(import.meta.dirname, 'peers');

export type Peers = Record<string, Contender>;

/** Resolves to the next message; rejects if the process ends first. */
async function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  const abort = new AbortController();
  const ended = once(child, 'exit', abort).then(() => {
    throw new Error(`${child.spawnargs.at(-1)} ended.`);
  });
  ended.catch(() => {});
  try {
    const [message] = await Promise.race([once(child, 'message', abort), ended]);
    return message;
  } finally {
    abort.abort();
  }
}

async function startPeer(file: string, env: Record<string, string>, postmaster: number) {
  const child = fork(join(FOLDER, file), { env: { ...process.env, ...env }, execArgv: ['--no-deprecation'] });
  const { store } = await nextMessage<{ store: number | null }>(child);
  const contender: Contender = {
    run(clients, seconds) {
      const answer = nextMessage<Sample>(child);
      child.send({ clients, seconds });
      return answer;
    },
    workers: { node: child.pid ?? Number.NaN, store: store ?? postmaster },
  };
  return { child, contender };
}

/** Starts the peers: DBOS in a database of the same Postgres, Restate with a server and a folder of its own. */
export async function withPeers<Result>(
  { backend, postmaster }: Setting,
  work: (peers: Peers) => Promise<Result>,
): Promise<Result> {
  installPackages(FOLDER, '240 MB');
  const folder = mkdtempSync(join(tmpdir(), 'aes-bench-restate-'));
  const started: { child: ChildProcess; contender: Contender }[] = [];
  const start = async (file: string, env: Record<string, string>) => {
    const peer = await startPeer(file, env, postmaster);
    started.push(peer);
    return peer.contender;
  };
  try {
    const peers = {
      'DBOS Transact': await start('dbos.mjs', { DATABASE_URL: await backend.createDatabase('empty') }),
      Restate: await start('restate.mjs', { FOLDER: folder }),
    };
    return await work(peers);
  } finally {
    for (const { child } of started) {
      if (child.exitCode !== null) continue;
      const isOver = once(child, 'exit');
      child.disconnect();
      await isOver;
    }
    rmSync(folder, { recursive: true, force: true });
  }
}
