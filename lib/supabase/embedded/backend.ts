/**
 * Starts the embedded backend: Postgres in the data folder, migrated, with its first owner. `api.ts` answers requests, with the variables
 * that this file returns.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { type DataFolder, dataFolder, prepareDataFolder } from './data-folder.ts';
import { completeFirstStart, usableAgentKey } from './first-start.ts';
import { createLite, type LiteOptions } from './lite.ts';
import { checkVersion, type Migration, migrate, readMigrations } from './migrate.ts';
import { hasCluster, type RunningPostgres, runningPort, startPostgres } from './postgres.ts';
import { type PostgresPlace, placePostgres } from './postgres-place.ts';
import { prepareRpc } from './prepare-rpc.ts';
import { prepareAuthSchema, prepareRoles } from './roles.ts';
import { setSearchLanguage } from './search-language.ts';
import { loadSecrets, type Secrets } from './secrets.ts';
import { type Supervised, supervise } from './supervise.ts';

/** Seconds that a server waits for Postgres when it ends. A longer checkpoint continues in the background. */
const SERVER_STOP_SECONDS = 3;

export interface BackendOptions {
  dataDir: string;
  /** Where the app is reached, such as http://localhost:3000. */
  origin: string;
  /** The folder with migrations/ and seed.sql; `./supabase` by default. */
  supabaseDir?: string;
  /** The text-search configuration of context; english by default. */
  searchLanguage?: string;
  /** Receives each finished step of the start and its duration in milliseconds. */
  onStep?: (what: string, milliseconds: number) => void;
  onWarning?: (what: string) => void;
  /** Backs up the database before its data are upgraded and returns the file. If it fails, the data stay as they are. */
  backUp?: (databaseUrl: string) => Promise<string>;
  /** Cancels the start and stops Postgres. */
  signal?: AbortSignal;
}

/** The reaction of the server if Postgres ends unexpectedly. */
export type Supervision = Pick<Supervised, 'onEvent' | 'onGivingUp' | 'waitsMs'>;

export interface Backend {
  databaseUrl: string;
  /** Variables for process.env, which configure the app and `embeddedFetch`. */
  env: Record<string, string>;
  owner: { email: string; password: string };
  /** The key created at the first start; null once it was revoked. */
  agentKey: string | null;
  isFirstStart: boolean;
  /** Restarts Postgres whenever it ends unexpectedly. */
  supervise(supervision: Supervision): void;
  /** Stops Postgres. */
  stop(): Promise<void>;
}

type UpgradeOptions = Pick<BackendOptions, 'onStep' | 'onWarning' | 'backUp'> &
  Pick<LiteOptions, 'databaseUrl'>;

/** Applies missing migrations and reports them. Backs up data of an older version first. */
async function upgrade(
  sql: postgres.Sql,
  migrations: Migration[],
  isOlder: boolean,
  { databaseUrl, backUp, onStep, onWarning }: UpgradeOptions,
): Promise<void> {
  if (isOlder && backUp) {
    const began = performance.now();
    onStep?.(`Backed up the data to ${await backUp(databaseUrl)}`, performance.now() - began);
  }
  const began = performance.now();
  const { applied, isAdopted, edited } = await migrate(sql, migrations);
  const what = isAdopted ? 'Upgraded the data of a version before 0.1.0' : 'Upgraded the data';
  const count = `${applied.length} migration${applied.length === 1 ? '' : 's'}`;
  if (applied.length > 0)
    onStep?.(isOlder ? `${what} with ${count}` : `Applied ${count}`, performance.now() - began);
  for (const file of edited)
    onWarning?.(`${file} has changed since it was applied here; \`npm run reset\` starts over.`);
}

/**
 * Prepares a database for the app: roles, the auth schema, migrations (up to `until`, by default all), first owner and seed. Tests
 * use it as well.
 */
export async function prepareDatabase(
  options: LiteOptions & { secrets: Secrets; supabaseDir: string; seed: boolean; until?: string } & Pick<
      BackendOptions,
      'onStep' | 'onWarning' | 'searchLanguage' | 'backUp'
    >,
): Promise<{ isFirstStart: boolean; agentKey: string | null }> {
  const sql = postgres(options.databaseUrl, { max: 3, onnotice: () => {} });
  const lite = createLite({ ...options, connections: 2 });
  try {
    const migrations = await readMigrations(join(options.supabaseDir, 'migrations'), options.until);
    const isOlder = await checkVersion(sql, migrations);
    await prepareRoles(sql, options.secrets.databasePassword);
    await lite.ensureSystemSchema();
    await prepareAuthSchema(sql);
    await upgrade(sql, migrations, isOlder, options);
    await prepareRpc(sql);
    const languageBegan = performance.now();
    const language = options.searchLanguage ?? 'english';
    if (await setSearchLanguage(sql, language))
      options.onStep?.(`Indexed the context again for ${language}`, performance.now() - languageBegan);
    const seedFile = join(options.supabaseDir, 'seed.sql');
    const seedBegan = performance.now();
    const isFirstStart =
      options.seed &&
      (await completeFirstStart(sql, lite, options.secrets, existsSync(seedFile) ? seedFile : null));
    if (isFirstStart)
      options.onStep?.('Created the local owner and the example data', performance.now() - seedBegan);
    return { isFirstStart, agentKey: await usableAgentKey(sql, options.secrets.agentKey) };
  } finally {
    await Promise.all([lite.close(), sql.end({ timeout: 5 })]);
  }
}

function appVariables(origin: string, databaseUrl: string, secrets: Secrets): Record<string, string> {
  return {
    NEXT_PUBLIC_SUPABASE_URL: origin,
    NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: secrets.publishableKey,
    SUPABASE_SECRET_KEY: secrets.secretKey,
    SUPABASE_JWT_SECRET: secrets.jwtSecret,
    DATABASE_URL: databaseUrl,
    AES_EMBEDDED: '1',
    AES_LOCAL_OWNER_EMAIL: secrets.ownerEmail,
    AES_LOCAL_OWNER_PASSWORD: secrets.ownerPassword,
  };
}

/** Returns how a running Postgres is supervised and stopped. */
function controlsOf(
  place: PostgresPlace,
  password: string,
  server: RunningPostgres,
): Pick<Backend, 'supervise' | 'stop'> {
  let endSupervision = async () => {};
  return {
    supervise: (supervision) => {
      endSupervision = supervise({
        ...supervision,
        isRunning: async () => (await runningPort(place)) !== null,
        start: async (signal) => {
          if (!(await hasCluster(place))) throw new Error(`The database in ${place.cluster} is gone.`);
          await startPostgres(place, password, { port: server.port, signal });
        },
      });
    },
    stop: async () => {
      await endSupervision();
      await server.stop(SERVER_STOP_SECONDS);
    },
  };
}

/** Rejects when the signal aborts. */
function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason);
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** Starts everything on a data folder that the caller has locked. If it throws, it has stopped Postgres. */
export async function startBackend(options: BackendOptions): Promise<Backend> {
  const { signal } = options;
  const folder: DataFolder = dataFolder(options.dataDir);
  await prepareDataFolder(folder);
  const secrets = await loadSecrets(folder);
  const began = performance.now();
  const place = await placePostgres(folder);
  const server = await startPostgres(place, secrets.databasePassword, { signal });
  const how = server.wasAdopted
    ? 'Adopted the Postgres that a killed server left running'
    : 'Started Postgres';
  options.onStep?.(how, performance.now() - began);
  try {
    const preparing = prepareDatabase({
      ...secrets,
      secrets,
      databaseUrl: server.url,
      siteUrl: options.origin,
      supabaseDir: options.supabaseDir ?? 'supabase',
      searchLanguage: options.searchLanguage,
      seed: true,
      onStep: options.onStep,
      onWarning: options.onWarning,
      backUp: options.backUp,
    });
    // Without Postgres the driver may leave a statement unanswered, so the end does not wait for it.
    preparing.catch(() => {});
    const { isFirstStart, agentKey } = await Promise.race([preparing, untilAborted(signal)]);
    return {
      databaseUrl: server.url,
      env: appVariables(options.origin, server.url, secrets),
      owner: { email: secrets.ownerEmail, password: secrets.ownerPassword },
      agentKey,
      isFirstStart,
      ...controlsOf(place, secrets.databasePassword, server),
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
