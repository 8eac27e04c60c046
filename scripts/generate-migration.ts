/**
 * `npm run migration -- <name>`: writes the changes in supabase/schema/ since the newest migration as a new migration.
 * `npm run generate` rewrites it until a version releases it. `npm run migration -- --release` marks it as released by
 * the version of package.json.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { buildMigration, openMigration } from './migrations/build-migration.ts';
import { checkReleased, releaseMigrations, writeLock } from './migrations/migration-lock.ts';

const folder = 'supabase';
const argument = process.argv[2] ?? '';

/** Returns the timestamp of a migration: now, or a second after the newest migration. */
function nextVersion(): string {
  const newest = Number(readdirSync(`${folder}/migrations`).sort().at(-1)?.slice(0, 14) ?? 0);
  const now = Number(new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14));
  return String(Math.max(now, newest + 1));
}

async function create(name: string): Promise<void> {
  await checkReleased(folder);
  const open = await openMigration(folder);
  if (open) throw new Error(`${open} is not released yet: \`npm run generate\` writes the change into it.`);
  const text = await buildMigration(folder, null);
  if (!text)
    return console.log('Nothing to write: the migrations already produce the schema of supabase/schema/.');
  const file = `${nextVersion()}_${name}.sql`;
  writeFileSync(`${folder}/migrations/${file}`, text);
  writeFileSync(`${folder}/migrations.lock`, await writeLock(folder));
  console.log(`Wrote supabase/migrations/${file}. Review it, then run \`npm run generate\`.`);
}

if (argument === '--release') {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  await releaseMigrations(folder, version);
} else if (/^[a-z][a-z0-9_]*$/.test(argument)) await create(argument);
else {
  console.error('Name the migration in snake_case, such as `npm run migration -- faster_claims`.');
  process.exitCode = 1;
}
