/** What tells a feed that the log may have grown: the database's own notifications where it can be listened to, and a slow clock. */
import postgres from 'postgres';

const CHANNEL = 'agent_execution_logs';
/** Milliseconds between looks without a notification: all there is when nothing can be listened to. */
const CLOCK = 1000;

export interface Bell {
  stop(): void;
}

export function createBell(databaseUrl: string | undefined, ring: (isNotified: boolean) => void): Bell {
  const clock = setInterval(() => ring(false), CLOCK);
  const sql = databaseUrl ? postgres(databaseUrl, { max: 1, onnotice: () => {} }) : null;
  // Listens again by itself after a lost connection; until then, and through poolers that cannot listen, there is the clock.
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
