/** Decides when a nightly backup is due and how many to keep. Times are in this machine's time zone. */

/** The number of backups to keep. */
export const KEPT_BACKUPS = 7;
/** The hour of the backup. */
export const NIGHTLY_HOUR = 3;
const RETRY_AFTER_MS = 3_600_000;

export interface LastAttempt {
  startedAt: Date;
  hasFailed: boolean;
}

/** Returns the newest nightly hour that has passed. */
export function lastNight(now: Date): Date {
  const night = new Date(now);
  night.setHours(NIGHTLY_HOUR, 0, 0, 0);
  if (night > now) night.setDate(night.getDate() - 1);
  return night;
}

/**
 * Returns whether a backup is due: none has started since the last nightly hour (the machine may have slept), or the
 * last one failed an hour ago. Data created after that hour wait for the next backup.
 */
export function isBackupDue(now: Date, last: LastAttempt | null, dataSince: Date): boolean {
  const night = lastNight(now);
  if (!last) return dataSince < night;
  if (last.startedAt < night) return true;
  return last.hasFailed && now.getTime() - last.startedAt.getTime() >= RETRY_AFTER_MS;
}
