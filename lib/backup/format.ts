/**
 * The backup file: a gzip stream of lines. docs/backup.md describes it for readers in other languages.
 *
 * Line 1 is the header. Each section follows as a line `{"section": …, "columns": […]}`, its rows in the text format of COPY, and a line `\.`.
 * The last line is `{"end": …}` with the sha-256 of all bytes before it.
 */

export const FORMAT = 'agent-execution-system-backup';
export const FORMAT_VERSION = 1;

/** The section that holds the newest hash of every chain instead of the rows of a table. */
export const CHAINS_SECTION = 'chain_heads';
/** Ends a section, as it ends a COPY in psql. */
export const END_OF_SECTION = '\\.';

/** The checksum of each migration, by version. */
export type SchemaVersion = Record<string, string>;

export interface BackupHeader {
  format: typeof FORMAT;
  version: number;
  /** The version of the product that wrote the file. */
  product: string;
  created_at: string;
  /** The migrations of the database, each with a checksum. */
  schema: SchemaVersion;
  /** The number of rows in each section, in the order of the file. */
  rows: Record<string, number>;
  /** The last value of each sequence; null if it was never used. */
  sequences: Record<string, string | null>;
}

export interface SectionHead {
  section: string;
  columns: string[];
}

export interface BackupEnd {
  end: { rows: number; sha256: string };
}

/** Returns the number of rows in all tables, without the chain heads. */
export function countTableRows(rows: BackupHeader['rows']): number {
  return Object.entries(rows).reduce(
    (sum, [name, count]) => (name === CHAINS_SECTION ? sum : sum + count),
    0,
  );
}

/** An error that says why a backup or restore failed and what to do. The message is for the person at the terminal. */
export class BackupError extends Error {
  override name = 'BackupError';
}

/** Returns a line of the file. */
export function toLine(value: BackupHeader | SectionHead | BackupEnd): Buffer {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}
