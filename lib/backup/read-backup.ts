/** Reads a backup in one pass and bounded memory. Refuses a truncated, damaged or foreign file. */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip, type Gunzip } from 'node:zlib';
import { z } from 'zod';
import { BackupError, type BackupHeader, END_OF_SECTION, FORMAT, FORMAT_VERSION } from './format.ts';

/** Receives the contents. The rows of a section arrive as whole lines, many at a time. */
export interface BackupVisitor {
  onHeader(header: BackupHeader): Promise<void> | void;
  onSection(name: string, columns: string[]): Promise<void> | void;
  onRows(lines: Buffer): Promise<void> | void;
  onSectionEnd(): Promise<void> | void;
}

const NEWLINE_BYTE = 10;
/** Longer than any row. */
const MAX_LINE_BYTES = 256 * 1024 * 1024;

const headerSchema = z.object({
  format: z.literal(FORMAT),
  version: z.int().min(1),
  product: z.string(),
  created_at: z.iso.datetime(),
  schema: z.record(z.string(), z.string()),
  rows: z.record(z.string(), z.int().min(0)),
  sequences: z.record(z.string(), z.string().regex(/^\d+$/).nullable()),
});
const sectionSchema = z.object({ section: z.string(), columns: z.array(z.string()).min(1) });
const endSchema = z.object({
  end: z.object({ rows: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
});

const damaged = (what: string) =>
  new BackupError(`The backup is cut off or damaged: ${what}. Nothing was restored. Use another backup.`);
const foreign = () =>
  new BackupError(
    'This file is not a backup of the Agent Execution System. Use a file that `npm run backup` wrote.',
  );

function parseJson(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString('utf8'));
  } catch {
    return null;
  }
}

function parseHeader(line: Buffer): BackupHeader {
  const value = parseJson(line);
  const known = z.object({ format: z.literal(FORMAT), version: z.int() }).safeParse(value);
  if (!known.success) throw foreign();
  if (known.data.version > FORMAT_VERSION)
    throw new BackupError(
      `The backup has format ${known.data.version}; this version reads up to ${FORMAT_VERSION}. Update this checkout, then restore again.`,
    );
  const header = headerSchema.safeParse(value);
  if (!header.success) throw damaged('its header does not fit the format');
  return { ...header.data };
}

/** Parses the lines of the file, which readBackup feeds to it. */
class BackupReader {
  private header: BackupHeader | undefined;
  private section: string | undefined;
  private isEnded = false;
  private readonly counts = new Map<string, number>();
  private readonly hash: Hash = createHash('sha256');
  private readonly visitor: BackupVisitor;

  constructor(visitor: BackupVisitor) {
    this.visitor = visitor;
  }

  /** Accepts whole lines. */
  async read(lines: Buffer): Promise<void> {
    let at = 0;
    while (at < lines.length) {
      const end =
        this.section === undefined ? lines.indexOf(NEWLINE_BYTE, at) + 1 : this.endOfRows(lines, at);
      const bytes = lines.subarray(at, end);
      if (this.section === undefined) await this.readLine(bytes);
      else await this.readRows(bytes);
      at = end;
    }
  }

  /** Returns the end of the rows that start at `at`: before the line that ends the section, or the end of the available lines. */
  private endOfRows(lines: Buffer, at: number): number {
    const marker = `${END_OF_SECTION}\n`;
    if (lines.subarray(at, at + marker.length).equals(Buffer.from(marker))) return at + marker.length;
    const before = lines.indexOf(`\n${marker}`, at);
    return before < 0 ? lines.length : before + 1;
  }

  private async readRows(bytes: Buffer): Promise<void> {
    this.hash.update(bytes);
    if (bytes.equals(Buffer.from(`${END_OF_SECTION}\n`))) {
      this.section = undefined;
      await this.visitor.onSectionEnd();
      return;
    }
    const name = this.section ?? '';
    let rows = this.counts.get(name) ?? 0;
    for (let i = bytes.indexOf(NEWLINE_BYTE); i >= 0; i = bytes.indexOf(NEWLINE_BYTE, i + 1)) rows += 1;
    this.counts.set(name, rows);
    await this.visitor.onRows(bytes);
  }

  private async readLine(line: Buffer): Promise<void> {
    if (this.isEnded) throw damaged('something follows its end');
    if (!this.header) {
      this.header = parseHeader(line);
      this.hash.update(line);
      await this.visitor.onHeader(this.header);
      return;
    }
    const value = parseJson(line);
    const end = endSchema.safeParse(value);
    if (end.success) return this.checkEnd(end.data.end.sha256);
    const head = sectionSchema.safeParse(value);
    if (!head.success) throw damaged('a section has no head');
    const { section, columns } = head.data;
    if (this.counts.has(section) || !(section in this.header.rows))
      throw damaged(`it has an unexpected section ${section}`);
    this.hash.update(line);
    this.section = section;
    this.counts.set(section, 0);
    await this.visitor.onSection(section, columns);
  }

  private checkEnd(sha256: string): void {
    this.isEnded = true;
    if (this.hash.digest('hex') !== sha256) throw damaged('its checksum does not match');
    for (const [section, rows] of Object.entries(this.header?.rows ?? {})) {
      if (this.counts.get(section) !== rows)
        throw damaged(`${section} should have ${rows} rows and has ${this.counts.get(section) ?? 0}`);
    }
  }

  /** Returns the header of a complete file. */
  finish(): BackupHeader {
    if (!this.header) throw foreign();
    if (!this.isEnded) throw damaged('its end is missing');
    return this.header;
  }
}

function openForReading(file: string): Gunzip {
  const source = createReadStream(file, { highWaterMark: 262_144 });
  const stream = source.pipe(createGunzip({ chunkSize: 262_144 }));
  source.on('error', (error) => stream.destroy(error));
  return stream;
}

/** Converts errors of the file system and of zlib into messages for the person at the terminal. */
function explain(error: unknown, file: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return new BackupError(`There is no file ${file}. Check the path.`);
  if (code === 'Z_BUF_ERROR') return damaged('it ends too early');
  if (code === 'Z_DATA_ERROR') return damaged('it does not decompress, or it is not a backup');
  return error;
}

/** Reads the whole file and returns its header; throws BackupError if it is not valid. */
export async function readBackup(file: string, visitor: BackupVisitor): Promise<BackupHeader> {
  const reader = new BackupReader(visitor);
  let rest: Buffer[] = [];
  let restBytes = 0;
  try {
    // A gunzip stream without an encoding yields buffers.
    for await (const bytes of openForReading(file) as AsyncIterable<Buffer>) {
      const end = bytes.lastIndexOf(NEWLINE_BYTE) + 1;
      if (end > 0) {
        await reader.read(Buffer.concat([...rest, bytes.subarray(0, end)]));
        rest = [];
        restBytes = 0;
      }
      if (end < bytes.length) rest.push(bytes.subarray(end));
      restBytes += bytes.length - end;
      if (restBytes > MAX_LINE_BYTES) throw damaged('a line is too long');
    }
  } catch (error) {
    throw explain(error, file);
  }
  if (restBytes > 0) throw damaged('it ends too early');
  return reader.finish();
}

/** Checks the whole file without storing any of it. */
export function checkBackup(file: string): Promise<BackupHeader> {
  const nothing = () => {};
  return readBackup(file, { onHeader: nothing, onSection: nothing, onRows: nothing, onSectionEnd: nothing });
}
