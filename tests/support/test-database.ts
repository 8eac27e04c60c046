/** A temporary backend for tests and benchmarks: one Postgres in a temporary folder, with databases copied from a template. */
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { prepareDatabase } from '../../lib/supabase/embedded/backend.ts';
import { dataFolder, prepareDataFolder } from '../../lib/supabase/embedded/data-folder.ts';
import { startPostgres } from '../../lib/supabase/embedded/postgres.ts';
import { type PostgresPlace, placePostgres } from '../../lib/supabase/embedded/postgres-place.ts';
import { loadSecrets, type Secrets } from '../../lib/supabase/embedded/secrets.ts';
import { copyDataTemplate } from './data-template.ts';
import { isAlive } from './test-stage.ts';

const ownSupabaseDir = join(import.meta.dirname, '../../supabase');

export interface TestBackend {
  /** The superuser's address of the database `postgres`, which stays empty. */
  adminUrl: string;
  /** The superuser's address of a migrated database without rows. */
  databaseUrl: string;
  /** The app's variables for `databaseUrl`. */
  env: Record<string, string>;
  /** Creates another database: a copy of the migrated one, or an empty one. */
  createDatabase(kind?: 'migrated' | 'empty'): Promise<string>;
  /** Stops Postgres: in order, or with kill -9. */
  halt(how: 'in order' | 'by force'): Promise<void>;
  /** Starts it again with the same folder and port. */
  revive(): Promise<void>;
  stop(): Promise<void>;
}

export interface TestBackendOptions {
  /** The folder with the migrations; the repository's by default. */
  supabaseDir?: string;
  /** Runs supabase/seed.sql, with the local owner and their key, in the migrated database. */
  seed?: boolean;
  /** Keeps the settings that survive a power cut, so that a benchmark measures the performance that users get. */
  isDurable?: boolean;
  /** A data folder of `createDataTemplate` to copy, which is faster than creating a cluster. */
  dataTemplate?: string;
}

function onDatabase(url: string, database: string): string {
  const address = new URL(url);
  address.pathname = `/${database}`;
  return address.href;
}

/** Copies a database. A template must have no connections, so the copies are made from one that is never used. */
export async function copyDatabase(adminUrl: string, template: 'template0' | 'migrated'): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} });
  try {
    await sql`create database ${sql(name)} template ${sql(template)}`;
    // A copy does not inherit the settings of its template.
    await sql`alter database ${sql(name)} set search_path = "$user", public, extensions`;
    return onDatabase(adminUrl, name);
  } finally {
    await sql.end();
  }
}

export async function startTestBackend(options: TestBackendOptions = {}): Promise<TestBackend> {
  const root = await mkdtemp(join(tmpdir(), 'aes-test-'));
  // When root runs the tests, Postgres runs as another user, who must have access to the cluster.
  await chmod(root, 0o755);
  const folder = dataFolder(join(root, 'data'));
  if (options.dataTemplate) copyDataTemplate(options.dataTemplate, folder.root);
  await prepareDataFolder(folder);
  const secrets = await loadSecrets(folder);
  const place = await placePostgres(folder);
  const settings = { isThrowAway: !options.isDurable };
  const server = await startPostgres(place, secrets.databasePassword, settings);
  const stop = async () => {
    await server.stop();
    await rm(root, { recursive: true, force: true });
  };
  try {
    const template = onDatabase(server.url, 'migrated');
    const admin = postgres(server.url, { max: 1, onnotice: () => {} });
    await admin`create database migrated`;
    await admin.end();
    await prepareDatabase({
      ...secrets,
      secrets,
      databaseUrl: template,
      siteUrl: 'http://127.0.0.1:3000',
      supabaseDir: options.supabaseDir ?? ownSupabaseDir,
      seed: options.seed ?? false,
    });
    const createDatabase = (kind: 'migrated' | 'empty' = 'migrated') =>
      copyDatabase(server.url, kind === 'empty' ? 'template0' : 'migrated');
    const databaseUrl = await createDatabase();
    return {
      adminUrl: server.url,
      databaseUrl,
      env: testVariables(databaseUrl, secrets),
      createDatabase,
      halt: (how) => (how === 'in order' ? server.stop() : killPostgres(place)),
      async revive() {
        await startPostgres(place, secrets.databasePassword, { ...settings, port: server.port });
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Resolves once Postgres and the processes of its connections are gone. Those end when they notice that Postgres has ended. */
async function killPostgres({ cluster }: PostgresPlace): Promise<void> {
  const pid = Number.parseInt(await readFile(join(cluster, 'postmaster.pid'), 'utf8'), 10);
  process.kill(pid, 'SIGKILL');
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
}

function testVariables(databaseUrl: string, secrets: Secrets): Record<string, string> {
  return {
    NEXT_PUBLIC_SUPABASE_URL: 'http://127.0.0.1:3000',
    NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: secrets.publishableKey,
    SUPABASE_SECRET_KEY: secrets.secretKey,
    SUPABASE_JWT_SECRET: secrets.jwtSecret,
    DATABASE_URL: databaseUrl,
    AES_EMBEDDED: '1',
    AES_LOOPBACK: '1',
    AES_LOCAL_OWNER_EMAIL: secrets.ownerEmail,
    AES_LOCAL_OWNER_PASSWORD: secrets.ownerPassword,
  };
}
