/**
 * Reads the files of the reference: the bundle of Scalar, which this repository stores compressed, and the fonts. Their
 * URLs contain the version, so that browsers may cache them forever.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import bundle from './scalar/bundle.json';

const decompress = promisify(brotliDecompress);
const FONTS = 'node_modules/geist/dist/fonts';

const files: Record<string, { path: string; type: string }> = {
  'scalar.js': { path: 'lib/reference/scalar/standalone.js.br', type: 'text/javascript; charset=utf-8' },
  'geist.woff2': { path: `${FONTS}/geist-sans/Geist-Variable.woff2`, type: 'font/woff2' },
  'geist-mono.woff2': { path: `${FONTS}/geist-mono/GeistMono-Variable.woff2`, type: 'font/woff2' },
};

export const addressOf = (file: string) => `/docs/${file}?v=${bundle.version}`;

/**
 * Returns a file and its content type; null for any other name. The bundle is returned plain, because Next removes the
 * header that names an encoding.
 */
export async function readReferenceFile(
  file: string,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; type: string } | null> {
  const found = Object.hasOwn(files, file) ? files[file] : undefined;
  if (found === undefined) return null;
  const stored = await readFile(join(process.cwd(), found.path));
  const bytes = found.path.endsWith('.br') ? await decompress(stored) : stored;
  return { bytes: new Uint8Array(bytes), type: found.type };
}
