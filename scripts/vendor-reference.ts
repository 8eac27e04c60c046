/**
 * `npm run vendor:reference VERSION`: takes the bundle of the API reference from its package, so that nobody installs the
 * package's 284 dependencies, and stores it compressed beside its checksums.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const PACKAGE = '@scalar/api-reference';
const BUNDLE = 'package/dist/browser/standalone.js';
const FOLDER = join('lib', 'reference', 'scalar');

interface Packed {
  filename: string;
  version: string;
  integrity: string;
}

/** Downloads the package, which npm checks, and returns its bundle. */
function readBundle(version: string, folder: string): { bundle: Buffer; packed: Packed } {
  const answer = execFileSync(
    'npm',
    ['pack', `${PACKAGE}@${version}`, '--json', '--pack-destination', folder],
    { encoding: 'utf8' },
  );
  const [packed]: Packed[] = JSON.parse(answer);
  if (!packed) throw new Error(`npm packed no ${PACKAGE}@${version}.`);
  execFileSync('tar', ['-xzf', join(folder, packed.filename), '-C', folder, BUNDLE]);
  return { bundle: readFileSync(join(folder, BUNDLE)), packed };
}

const folder = mkdtempSync(join(tmpdir(), 'reference-'));
try {
  const { bundle, packed } = readBundle(process.argv[2] ?? 'latest', folder);
  const compressed = brotliCompressSync(bundle, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
  });
  writeFileSync(join(FOLDER, 'standalone.js.br'), compressed);
  const facts = {
    package: PACKAGE,
    version: packed.version,
    license: 'MIT',
    integrity: packed.integrity,
    sha256: createHash('sha256').update(bundle).digest('hex'),
  };
  writeFileSync(join(FOLDER, 'bundle.json'), `${JSON.stringify(facts, null, 2)}\n`);
  console.log(`${facts.package} ${facts.version}: ${bundle.length} bytes, ${compressed.length} compressed`);
} finally {
  rmSync(folder, { recursive: true });
}
