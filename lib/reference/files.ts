/** Reads the files of Swagger UI from its package. Their URLs contain the version, so that browsers may cache them forever. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { version } from 'swagger-ui-dist/package.json';

const types: Record<string, string> = {
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'swagger-ui.css': 'text/css; charset=utf-8',
};

export const addressOf = (file: string) => `/docs/${file}?v=${version}`;

/** Returns a file and its content type; null for any other name. */
export async function readReferenceFile(
  file: string,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; type: string } | null> {
  const type = Object.hasOwn(types, file) ? types[file] : undefined;
  if (type === undefined) return null;
  const bytes = await readFile(join(process.cwd(), 'node_modules', 'swagger-ui-dist', file));
  return { bytes: new Uint8Array(bytes), type };
}
