/**
 * `npm run generate`: writes what follows from the migrations, supabase/snapshot.sql and lib/supabase/database.types.ts, and what the
 * API answers in the story of scripts/examples, lib/api/examples.json. With --check it writes nothing and fails where a file is not what it would write.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import postgres from 'postgres';
import { dumpSchema } from './dump-schema.ts';
import { startTestBackend } from './test-database.ts';

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
  return stdout;
}

async function generateSnapshot(databaseUrl: string): Promise<string> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    return await dumpSchema(sql);
  } finally {
    await sql.end();
  }
}

/** Comes last: it leaves rows behind. */
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

const backend = await startTestBackend();
try {
  const files: [string, string][] = [
    ['supabase/snapshot.sql', await generateSnapshot(backend.databaseUrl)],
    ['lib/supabase/database.types.ts', generateTypes(backend.databaseUrl)],
    ['lib/api/examples.json', recordExamples(backend.env)],
  ];
  for (const [file, text] of files) {
    if (!process.argv.includes('--check')) writeFileSync(file, text);
    else if (readFileSync(file, 'utf8') !== text) {
      console.error(`${file} is not what follows from the sources: run npm run generate.`);
      process.exitCode = 1;
    }
  }
} finally {
  await backend.stop();
}
