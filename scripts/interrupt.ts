/** Cleans up when a script is interrupted. */
import { once } from 'node:events';

const INTERRUPTED_EXIT_CODE = 130;

/** Runs `undo` once on ctrl-c, SIGTERM or the death of the parent process, and exits with 130. */
export function onInterrupt(undo: () => Promise<unknown>): void {
  const reasons = ['SIGINT', 'SIGTERM', 'SIGHUP', ...(process.channel ? ['disconnect'] : [])];
  void Promise.race(reasons.map((reason) => once(process, reason)))
    .then(undo)
    .catch((error: unknown) => console.error(error))
    .finally(() => process.exit(INTERRUPTED_EXIT_CODE));
  // The listener must not keep the script alive after its work.
  process.channel?.unref();
}
