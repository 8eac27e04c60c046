/** When a server ends: on ctrl-c, SIGTERM, or the death of the process that started it; in order and once. */

const patience = 15_000;

/**
 * Calls `stop` once on the first reason to end and exits. A terminal sends ctrl-c to every process in the foreground and
 * the bootstrap passes it on as well, so a second signal is no request to hurry.
 */
export function endInOrder(stop: () => Promise<void>): void {
  let isEnding = false;
  const end = async (why: string) => {
    if (isEnding) return;
    isEnding = true;
    console.log(`\n… Stopping (${why})`);
    setTimeout(() => {
      console.error('Stopping took too long; giving up.');
      process.exit(1);
    }, patience).unref();
    try {
      await stop();
      console.log('✓ Stopped');
      process.exit(0);
    } catch (error) {
      console.error(error);
      process.exit(1);
    }
  };
  process.on('SIGINT', () => void end('ctrl-c'));
  process.on('SIGTERM', () => void end('SIGTERM'));
  process.on('SIGHUP', () => void end('the terminal closed'));
  if (process.channel) {
    process.on('disconnect', () => void end('the process that started it has ended'));
    // Listening must not keep a script alive that has nothing else to do.
    process.channel.unref();
  }
}
