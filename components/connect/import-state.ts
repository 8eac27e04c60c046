/** How far an import of past runs is. */
import type { ImportTotals } from '@/lib/capture/past-runs/files/send-session';

export interface ImportState extends ImportTotals {
  isRunning: boolean;
  /** The import was stopped before its end. */
  isStopped: boolean;
  sessions: number;
  done: number;
}

export const STARTED_IMPORT: ImportState = {
  isRunning: true,
  isStopped: false,
  sessions: 0,
  done: 0,
  imported: 0,
  unchanged: 0,
  sent: 0,
  added: 0,
  skipped: [],
  problems: [],
};
