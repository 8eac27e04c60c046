/** How far an import of past runs is. */
export interface ImportState {
  isRunning: boolean;
  /** The import was stopped before its end. */
  isStopped: boolean;
  sessions: number;
  done: number;
  imported: number;
  unchanged: number;
  /** Rows of files that were sent, and rows of the log that they became. */
  sent: number;
  added: number;
  skipped: string[];
  problems: string[];
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
