/**
 * Measures the JavaScript that a first visit to each page loads, in kB gzip, from the manifests of the production
 * build. Omits `nomodule` polyfills, which no current browser loads. Fails above the limit.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const LIMIT_KB = 200;
const BUILD = '.next';

interface BuildManifest {
  rootMainFiles: string[];
}

interface ClientManifest {
  /** The chunks that the client components of each layout or page need. */
  entryJSFiles: Record<string, string[]>;
}

const sizes = new Map<string, number>();

function gzipSize(file: string): number {
  const known = sizes.get(file);
  if (known !== undefined) return known;
  const size = gzipSync(readFileSync(join(BUILD, file)), { level: 9 }).length;
  sizes.set(file, size);
  return size;
}

/** The manifest is a script that assigns JSON to a global, one entry per route. */
function readClientManifest(file: string): ClientManifest {
  const text = readFileSync(file, 'utf8');
  const start = text.indexOf(
    '{',
    text.indexOf('"] = ') >= 0 ? text.indexOf('"] = ') : text.lastIndexOf('= '),
  );
  return JSON.parse(text.slice(start, text.lastIndexOf('}') + 1));
}

function filesOf(manifestFile: string): string[] {
  const pageFolder = join(dirname(manifestFile), 'page');
  const own = join(pageFolder, 'build-manifest.json');
  const manifest: BuildManifest = JSON.parse(
    readFileSync(existsSync(own) ? own : join(BUILD, 'build-manifest.json'), 'utf8'),
  );
  const entries = Object.values(readClientManifest(manifestFile).entryJSFiles).flat();
  return [...new Set([...manifest.rootMainFiles, ...entries])].filter((file) => file.endsWith('.js'));
}

const manifests = globSync(`${BUILD}/server/app/**/page_client-reference-manifest.js`).sort();
if (manifests.length === 0)
  throw new Error('There is no production build to measure: run npm run build first.');
let isOver = false;
for (const manifest of manifests) {
  const kilobytes = filesOf(manifest).reduce((sum, file) => sum + gzipSize(file), 0) / 1000;
  const route =
    dirname(manifest)
      .slice(join(BUILD, 'server', 'app').length)
      .replace(/\/\([^)]+\)/g, '') || '/';
  if (kilobytes > LIMIT_KB) isOver = true;
  console.log(
    `  ${kilobytes.toFixed(1).padStart(6)} kB  ${route}${kilobytes > LIMIT_KB ? `  over ${LIMIT_KB} kB` : ''}`,
  );
}
process.exitCode = isOver ? 1 : 0;
