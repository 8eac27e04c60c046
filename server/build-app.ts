/** Builds the app if its sources have changed since the last build. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withProgress } from './progress.ts';

const folders = ['app', 'components', 'lib', 'public', 'server'];
const isRootSource = (name: string) =>
  /\.(ts|tsx|mjs|js)$/.test(name) || /^(package-lock|tsconfig)\.json$/.test(name);
const isTest = (name: string) => /\.test\.tsx?$/.test(name);
const stamp = (root: string) => join(root, '.next', 'sources.sha256');

async function sourceFiles(root: string): Promise<string[]> {
  const top = await readdir(root, { withFileTypes: true });
  const files = top.filter((entry) => entry.isFile() && isRootSource(entry.name)).map((entry) => entry.name);
  const ignored = /^(vitest|playwright)\.|^next-env\.d\.ts$/;
  const below = folders.map(async (folder) => {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(
      () => [],
    );
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  });
  return [
    ...files.filter((name) => !ignored.test(name)),
    ...(await Promise.all(below)).flat().filter((name) => !isTest(name)),
  ].sort();
}

/** Returns a hash over the names and contents of all files of a build. */
async function hashSources(root: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of await sourceFiles(root))
    hash
      .update(file)
      .update('\0')
      .update(await readFile(join(root, file)))
      .update('\0');
  return hash.digest('hex');
}

function runNextBuild(root: string, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'node_modules/next/dist/bin/next'), 'build'], {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`The build failed.\n${output}`)),
    );
  });
}

/** Builds `.next` if it is out of date. Throws the builder's output if the sources do not compile. The signal stops the builder. */
export async function buildApp(root: string, signal?: AbortSignal): Promise<void> {
  const hash = await hashSources(root);
  const built = await readFile(stamp(root), 'utf8').catch(() => null);
  if (built === hash) return;
  const why = built === null ? 'Building the app' : 'The sources have changed: building the app';
  await withProgress(`${why} (about a minute)`, 'Built the app', () => runNextBuild(root, signal));
  await writeFile(stamp(root), hash);
}
