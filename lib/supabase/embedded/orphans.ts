/** Ends processes of a Postgres whose postmaster was killed. */
import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const QUIT_TIMEOUT_MS = 2000;

/** Returns the Postgres processes in the cluster's folder; none on systems without /proc. */
async function processesIn(cluster: string): Promise<number[]> {
  const folder = await realpath(cluster).catch(() => null);
  const names = await readdir('/proc').catch(() => []);
  const found = names
    .filter((name) => /^\d+$/.test(name))
    .map(async (name) => {
      const [cwd, command] = await Promise.all([
        readlink(`/proc/${name}/cwd`).catch(() => null),
        readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => ''),
      ]);
      return cwd === folder && command.startsWith('postgres') ? [Number(name)] : [];
    });
  return (await Promise.all(found)).flat();
}

function send(pids: number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // The process has ended in the meantime.
    }
  }
}

/**
 * Ends the processes of a killed postmaster. A process with a long statement does not notice that its postmaster is
 * gone, and Postgres does not start on a cluster to which another process may write.
 */
export async function endOrphans(cluster: string): Promise<void> {
  const began = Date.now();
  for (let waited = 0; waited < 2 * QUIT_TIMEOUT_MS; waited = Date.now() - began) {
    const pids = await processesIn(cluster);
    if (pids.length === 0) return;
    // The postmaster sends SIGQUIT when one of its processes crashes.
    send(pids, waited < QUIT_TIMEOUT_MS ? 'SIGQUIT' : 'SIGKILL');
    await sleep(50);
  }
}
