/**
 * The backend that needs no account: Postgres in the data folder, migrated, with its first owner.
 * Requests are answered elsewhere (`api.ts`), from the variables that this hands over.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { type DataFolder, dataFolder, loadSecrets, prepareDataFolder, type Secrets } from './data-folder.ts';
import { completeFirstStart, usableAgentKey } from './first-start.ts';
import { createLite, type LiteOptions } from './lite.ts';
import { checkVersion, migrate, readMigrations } from './migrate.ts';
import { startPostgres } from './postgres.ts';
import { placePostgres } from './postgres-place.ts';
import { prepareAuthSchema, prepareRoles } from './roles.ts';
import { prepareRpc } from './rpc.ts';
import { setSearchLanguage } from './search-language.ts';

export interface BackendOptions {
  dataDir: string;
  /** Where the app is reached, such as http://localhost:3000. */
  origin: string;
  /** The folder with migrations/ and seed.sql; `./supabase` unless told. */
  supabaseDir?: string;
  /** The text-search configuration of context, english unless told. */
  searchLanguage?: string;
  /** One line per step that was done, with how long it took in milliseconds. */
  onStep?: (what: string, milliseconds: number) => void;
  onWarning?: (what: string) => void;
}

export interface Backend {
  databaseUrl: string;
  /** Variables for process.env, from which the app and `embeddedFetch` take everything. */
  env: Record<string, string>;
  owner: { email: string; password: string };
  /** The key made at first start; null once it was revoked. */
  agentKey: string | null;
  isFirstStart: boolean;
  /** Stops Postgres. */
  stop(): Promise<void>;
}

/** Makes a database ready for the app: roles, the auth schema, migrations, first owner and seed. Used by tests as well. */
export async function prepareDatabase(
  options: LiteOptions & { secrets: Secrets; supabaseDir: string; seed: boolean } & Pick<
      BackendOptions,
      'onStep' | 'onWarning' | 'searchLanguage'
    >,
): Promise<{ isFirstStart: boolean; agentKey: string | null }> {
  const sql = postgres(options.databaseUrl, { max: 3, onnotice: () => {} });
  const lite = createLite({ ...options, connections: 2 });
  try {
    const migrations = await readMigrations(join(options.supabaseDir, 'migrations'));
    await checkVersion(sql, migrations);
    await prepareRoles(sql, options.secrets.databasePassword);
    await lite.ensureSystemSchema();
    await prepareAuthSchema(sql);
    const began = performance.now();
    const { applied, edited } = await migrate(sql, migrations);
    if (applied.length > 0)
      options.onStep?.(`Applied ${applied.length} migrations`, performance.now() - began);
    for (const file of edited) {
      options.onWarning?.(`${file} has changed since it was applied here; \`npm run reset\` starts over.`);
    }
    await prepareRpc(sql);
    const languageBegan = performance.now();
    const language = options.searchLanguage ?? 'english';
    if (await setSearchLanguage(sql, language))
      options.onStep?.(
        `Made the words of the context again for ${language}`,
        performance.now() - languageBegan,
      );
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

/** Starts everything on a data folder that the caller has locked. When it throws, Postgres is stopped again. */
export async function startBackend(options: BackendOptions): Promise<Backend> {
  const folder: DataFolder = dataFolder(options.dataDir);
  await prepareDataFolder(folder);
  const secrets = await loadSecrets(folder);
  const began = performance.now();
  const server = await startPostgres(await placePostgres(folder), secrets.databasePassword);
  const how = server.wasAdopted
    ? 'Adopted the Postgres that a killed server left running'
    : 'Started Postgres';
  options.onStep?.(how, performance.now() - began);
  try {
    const { isFirstStart, agentKey } = await prepareDatabase({
      ...secrets,
      secrets,
      databaseUrl: server.url,
      siteUrl: options.origin,
      supabaseDir: options.supabaseDir ?? 'supabase',
      searchLanguage: options.searchLanguage,
      seed: true,
      onStep: options.onStep,
      onWarning: options.onWarning,
    });
    return {
      databaseUrl: server.url,
      env: appVariables(options.origin, server.url, secrets),
      owner: { email: secrets.ownerEmail, password: secrets.ownerPassword },
      agentKey,
      isFirstStart,
      stop: server.stop,
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
