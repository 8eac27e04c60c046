/**
 * `npm run generate`: writes the generated files. From supabase/: the newest migration until it is released,
 * migrations.lock, snapshot.sql, the database types and lib/agent-execution/state.ts. From the story of
 * scripts/examples: lib/api/examples.json. With --check it writes nothing and fails if a file is out of date.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import postgres from 'postgres';
import { startTestBackend } from '../tests/support/test-database.ts';
import { dumpSchema } from './dump-schema.ts';
import { generateState } from './generate-state.ts';
import { buildMigration, openMigration } from './migrations/build-migration.ts';
import { checkReleased, writeLock } from './migrations/migration-lock.ts';

function generateTypes(databaseUrl: string): string {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['node_modules/@supabase/postgres-meta/dist/server/server.js'],
    {
      encoding: 'utf8',
      maxBuffer: 16 * 1024 * 1024,
      env: {
        ...process.env,
        PG_META_DB_URL: databaseUrl,
        PG_META_GENERATE_TYPES: 'typescript',
        PG_META_GENERATE_TYPES_INCLUDED_SCHEMAS: 'public',
        PG_META_GENERATE_TYPES_DETECT_ONE_TO_ONE_RELATIONSHIPS: 'true',
      },
    },
  );
  if (status !== 0 || !stdout.includes('export type Database'))
    throw new Error(`The types could not be generated.\n${stderr}`);
  return acceptUndefined(stdout);
}

/** Lets optional properties be undefined, which JSON omits. exactOptionalPropertyTypes would otherwise forbid it. */
function acceptUndefined(types: string): string {
  return types.replaceAll(/(\b\w+\?: )([^;{}\n]+)/g, '$1$2 | undefined');
}

/** Returns the output of a script that reads the database. */
async function readDatabase(
  databaseUrl: string,
  write: (sql: postgres.Sql) => Promise<string>,
): Promise<string> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    return await write(sql);
  } finally {
    await sql.end();
  }
}

/** Runs last, because it leaves rows behind. */
function recordExamples(env: Record<string, string>): string {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'scripts/examples/record.ts'],
    { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024, env: { ...process.env, ...env } },
  );
  if (status !== 0) throw new Error(`The examples could not be recorded.\n${stderr}`);
  process.stderr.write(stderr);
  return stdout;
}

/** Writes a file, or with --check compares it. */
function settle(file: string, text: string): void {
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    console.error(`${file} is out of date: run npm run generate.`);
    process.exitCode = 1;
  }
}

/** Rewrites the newest migration from supabase/schema/ unless a version has released it. */
async function settleMigration(): Promise<void> {
  await checkReleased('supabase');
  const open = await openMigration('supabase');
  const migration = await buildMigration('supabase', open);
  if (open && migration) settle(`supabase/migrations/${open}`, migration);
  else if (open) throw new Error(`supabase/migrations/${open} changes nothing: delete it.`);
  else if (migration)
    throw new Error('supabase/schema/ has changed: run `npm run migration -- <name>`, then this again.');
  settle('supabase/migrations.lock', await writeLock('supabase'));
}

await settleMigration();
const backend = await startTestBackend();
try {
  const files: [string, string][] = [
    ['supabase/snapshot.sql', await readDatabase(backend.databaseUrl, dumpSchema)],
    ['lib/agent-execution/state.ts', await readDatabase(backend.databaseUrl, generateState)],
    ['lib/agent-execution/database.types.ts', generateTypes(backend.databaseUrl)],
    ['lib/api/examples.json', recordExamples(backend.env)],
  ];
  for (const [file, text] of files) settle(file, text);
} finally {
  await backend.stop();
}
