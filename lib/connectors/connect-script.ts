/** The script that applies a connector's files, in one piece: people read it before they run it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const FOLDER = 'scripts';

/** Returns scripts/connect.mjs with the modules that it imports in the place of their imports. */
export async function connectScript(): Promise<string> {
  const read = (path: string) => readFile(join(process.cwd(), FOLDER, path), 'utf8');
  const script = await read('connect.mjs');
  const imports = [...script.matchAll(/^import .* from '\.\/(.+)';\n/gm)];
  const modules = await Promise.all(imports.map(([, path = '']) => read(path)));
  return imports.reduce((text, [line], index) => {
    const source = (modules[index] ?? '').replaceAll(/^export /gm, '');
    return text.replace(line, () => `\n${source}`);
  }, script);
}
