/** Reads the files of the reference: Scalar and the fonts. Their URLs contain a version, so that browsers may cache them forever. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readScalar, scalarVersion } from './scalar';

const FONTS = 'node_modules/geist/dist/fonts';
const readFont = (file: string) => () => readFile(join(process.cwd(), FONTS, file));

interface ReferenceFile {
  type: string;
  read: () => Promise<string | Buffer<ArrayBuffer>>;
}

const files: Record<string, ReferenceFile> = {
  'scalar.js': { type: 'text/javascript; charset=utf-8', read: readScalar },
  'geist.woff2': { type: 'font/woff2', read: readFont('geist-sans/Geist-Variable.woff2') },
  'geist-mono.woff2': { type: 'font/woff2', read: readFont('geist-mono/GeistMono-Variable.woff2') },
};

export const addressOf = (file: string) => `/docs/${file}?v=${scalarVersion()}`;

/** Returns a file and its content type; null for any other name. */
export async function readReferenceFile(
  file: string,
): Promise<{ body: string | Buffer<ArrayBuffer>; type: string } | null> {
  const found = Object.hasOwn(files, file) ? files[file] : undefined;
  return found ? { body: await found.read(), type: found.type } : null;
}
