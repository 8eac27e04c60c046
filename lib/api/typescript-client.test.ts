/** The OpenAPI document yields a TypeScript client that compiles. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { expect, test } from 'vitest';
import { openApiDocument } from './openapi';

const run = promisify(execFile);

test('compiles the types of openapi-typescript under the strictest options', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'typescript-client-'));
  try {
    const document = openApiDocument('http://localhost:3000');
    await writeFile(join(folder, 'api.ts'), astToString(await openapiTypescript(JSON.stringify(document))));
    await writeFile(
      join(folder, 'main.ts'),
      `import type { components, operations } from './api';
type Json = components['schemas']['Json'];
export const values: Json[] = [null, 1, 'text', [1, [2, { a: null }]], { deep: { list: [true] } }];
export const log: Pick<components['schemas']['Log'], 'after_state'> = { after_state: { findings_count: 15 } };
export type Created = operations['createPlan']['responses'][201]['content']['application/json'];
// @ts-expect-error A function is not a JSON value.
export const wrong: Json = () => 1;
`,
    );
    const options = [
      '--ignoreConfig',
      '--noEmit',
      '--strict',
      '--exactOptionalPropertyTypes',
      '--noUncheckedIndexedAccess',
    ];
    const compiler = join(process.cwd(), 'node_modules/typescript-7/bin/tsc');
    const { stdout } = await run(process.execPath, [compiler, ...options, '--target', 'es2022', 'main.ts'], {
      cwd: folder,
    }).catch((error: { stdout: string }) => error);
    expect(stdout).toBe('');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 60_000);
