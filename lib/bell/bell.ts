/** Wakes a feed when the log may have grown: by the database's notifications if it can listen, and by a slow timer. */
import postgres from 'postgres';

const CHANNEL = 'agent_execution_logs';
/** Milliseconds between two reads without a notification. If the feed cannot listen, this is its only signal. */
const POLL_INTERVAL_MS = 1000;

export interface Bell {
  stop(): void;
}

export function createBell(databaseUrl: string | undefined, ring: (isNotified: boolean) => void): Bell {
  const clock = setInterval(() => ring(false), POLL_INTERVAL_MS);
  const sql = databaseUrl ? postgres(databaseUrl, { max: 1, onnotice: () => {} }) : null;
  // postgres.js listens again after a lost connection. Until then, and behind poolers that cannot listen, the timer works.
  const notified = () => ring(true);
  let isStopped = false;
  sql?.listen(CHANNEL, notified, notified).catch((error: unknown) => {
    if (!isStopped) console.warn('The live feed polls:', error);
  });
  return {
    stop: () => {
      isStopped = true;
      clearInterval(clock);
      sql?.end({ timeout: 0 }).catch(() => {});
    },
  };
}
