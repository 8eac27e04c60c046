/** Ends the server once and in order: on ctrl-c, SIGTERM, the death of its parent process, or a fault. */

/** Supervisors such as systemd and Docker kill a process that takes too long to end; their shortest default is ten seconds. */
const STOP_TIMEOUT_MS = 4700;

export interface Lifetime {
  /** Aborts when the server begins to shut down. */
  signal: AbortSignal;
  /** Stops in order and exits; the exit code is 1 if that fails. */
  end(why: string, exitCode?: number): Promise<void>;
}

/**
 * Returns whether the error is one that the Postgres driver (postgres.js 3.4.9) raises where no code can catch it. It
 * writes to a socket that has just closed, or loses the connection while it reads types. The statements of that
 * connection fail separately.
 */
function isDriverFault({ stack = '' }: Error): boolean {
  return /[\\/]postgres[\\/]src[\\/]/.test(stack);
}

/**
 * Calls `stop` once for the first reason to end, then exits. A terminal sends ctrl-c to every foreground process and
 * the bootstrap forwards it too, so a second signal does not mean to hurry.
 */
export function endInOrder(stop: () => Promise<void>, timeoutMs = STOP_TIMEOUT_MS): Lifetime {
  const ending = new AbortController();
  const end = async (why: string, exitCode = 0) => {
    if (ending.signal.aborted) return;
    console.log(`\n… Stopping (${why})`);
    ending.abort();
    setTimeout(() => {
      console.error('Stopping took too long; giving up.');
      process.exit(1);
    }, timeoutMs).unref();
    try {
      await stop();
      console.log('✓ Stopped');
      process.exit(exitCode);
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      process.exit(1);
    }
  };
  process.on('uncaughtException', (error) => {
    console.error(error);
    if (!isDriverFault(error)) void end('an error that no code handles', 1);
  });
  process.on('SIGINT', () => void end('ctrl-c'));
  process.on('SIGTERM', () => void end('SIGTERM'));
  process.on('SIGHUP', () => void end('the terminal closed'));
  if (process.channel) {
    process.on('disconnect', () => void end('the process that started it has ended'));
    // The listener must not keep an idle script alive.
    process.channel.unref();
  }
  return { signal: ending.signal, end };
}
