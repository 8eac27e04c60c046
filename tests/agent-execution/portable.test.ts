/** Copies lib/agent-execution/ into an app that has only supabase-js, as README.md says, and builds that app. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
const folder = 'lib/agent-execution';
let app: string;

beforeAll(async () => {
  app = await mkdtemp(join(tmpdir(), 'existing-app-'));
  await cp(folder, join(app, 'src/services/agent'), { recursive: true });
  await mkdir(join(app, 'node_modules/@supabase'), { recursive: true });
  await symlink(
    join(process.cwd(), 'node_modules/@supabase/supabase-js'),
    join(app, 'node_modules/@supabase/supabase-js'),
  );
  await writeFile(
    join(app, 'src/main.ts'),
    `import { createClient } from '@supabase/supabase-js';
import { agentExecution, createAgentExecution } from '@/services/agent/agent-execution.service';

const execution = createAgentExecution(createClient('http://localhost', 'key'));
export const plans = execution.queryPlans({ status: 'in_progress' });
export const plan = agentExecution.createPlan({
  task_id: 'deep-1765060407236',
  plan_type: 'research',
  steps: [{ step: 1, action: 'search', description: 'Search', estimated_duration: 30 }],
});
`,
  );
});

afterAll(() => rm(app, { recursive: true, force: true }));

const STRICTEST = {
  target: 'ES2022',
  lib: ['ES2022', 'DOM', 'DOM.Iterable'],
  types: [],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  isolatedModules: true,
  skipLibCheck: true,
  noEmit: true,
};

async function configure(type: 'module' | 'commonjs', options: Record<string, unknown>): Promise<void> {
  await writeFile(join(app, 'package.json'), JSON.stringify({ name: 'existing-app', private: true, type }));
  const paths =
    options.module === 'NodeNext'
      ? { '@/services/agent/*': ['./src/services/agent/*.ts'] }
      : { '@/*': ['./src/*'] };
  const config = { compilerOptions: { ...STRICTEST, ...options, paths }, include: ['src'] };
  await writeFile(join(app, 'tsconfig.json'), JSON.stringify(config));
}

/** Returns the compiler's messages about the app. */
async function compile(): Promise<string> {
  const tsc = join(process.cwd(), 'node_modules/typescript-7/bin/tsc');
  const { stdout } = await run(process.execPath, [tsc, '-p', app], { maxBuffer: 16 * 1024 * 1024 }).catch(
    (error: { stdout: string }) => error,
  );
  return stdout;
}

/** Runs the command that README.md names for ES modules under nodenext. */
async function addEndings(): Promise<void> {
  const readme = await readFile('README.md', 'utf8');
  const [, command = 'false'] = /``(sed -i [^`]*)``/.exec(readme) ?? [];
  await run('bash', ['-c', command], { cwd: app });
}

const bundler = { module: 'ESNext', moduleResolution: 'bundler' };
const nodenext = { module: 'NodeNext', moduleResolution: 'NodeNext' };

test.each([
  ['a bundler', 'module', { ...bundler, verbatimModuleSyntax: true }],
  // `verbatimModuleSyntax` forbids import statements in CommonJS.
  ['CommonJS', 'commonjs', { ...nodenext, verbatimModuleSyntax: false }],
  ['Node’s modules', 'module', { ...nodenext, verbatimModuleSyntax: true }],
] as const)(
  'the copied folder passes the type check of the strictest app for %s',
  async (_, type, options) => {
    if (options.module === 'NodeNext' && type === 'module') await addEndings();
    await configure(type, options);
    expect(await compile()).toBe('');
  },
  120_000,
);

test.each(['browser', 'node'] as const)(
  'the copied folder bundles for %s with supabase-js only',
  async (platform) => {
    await configure('module', bundler);
    const { errors, warnings, metafile } = await build({
      absWorkingDir: app,
      entryPoints: ['src/main.ts'],
      bundle: true,
      platform,
      format: 'esm',
      write: false,
      metafile: true,
      external: ['@supabase/supabase-js'],
      logLevel: 'silent',
    });
    expect([...errors, ...warnings]).toEqual([]);
    const imports = Object.values(metafile.outputs).flatMap((output) =>
      output.imports.map(({ path }) => path),
    );
    expect([...new Set(imports)]).toEqual(['@supabase/supabase-js']);
  },
);

test('the folder holds no test and imports only its own files and supabase-js', async () => {
  const files = await readdir(folder);
  expect(files.filter((name) => /\.test\.|^test-/.test(name))).toEqual([]); // Tests belong in tests/agent-execution/.
  for (const file of files) {
    const text = await readFile(join(folder, file), 'utf8');
    const targets = [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(([, target = '']) => target);
    const foreign = targets.filter((target) => !/^\.\/[a-z.-]+$|^@supabase\/supabase-js$/.test(target));
    expect(
      foreign.filter((target) => !target.startsWith('@/services/agent/')),
      file,
    ).toEqual([]);
  }
});
