/**
 * The only reader of the environment. Scripts load it natively and Next bundles it, so it imports nothing but zod.
 *
 * It reads variables by name at run time. Next replaces a literal `process.env.NEXT_PUBLIC_…` with its value during the build, and one
 * build serves the embedded and the hosted mode.
 */
import { z } from 'zod';

export type EnvSource = Record<string, string | undefined>;

/** An error about a missing or malformed variable; the message names it. */
class EnvError extends Error {
  override name = 'EnvError';
}

const names = {
  url: 'NEXT_PUBLIC_SUPABASE_URL',
  publishableKey: 'NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY',
  /** The earlier name of the publishable key. */
  anonKey: 'NEXT_PUBLIC_SUPABASE_ANON_KEY',
} as const;

const text = z.string().trim().min(1).optional();
const flag = z
  .enum(['1', 'true', '0', 'false'])
  .optional()
  .transform((value) => value === '1' || value === 'true');

const signUp = z.enum(['on', 'off']).optional();

const ranges = z
  .string()
  .default('')
  .transform((value) => value.split(/[\s,]+/).filter(Boolean))
  .pipe(
    z.array(
      z.union(
        [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
        'must be IP addresses or CIDR ranges such as 10.0.0.0/8',
      ),
    ),
  );

const appSchema = z.object({
  NEXT_PUBLIC_SUPABASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: text,
  NEXT_PUBLIC_SUPABASE_ANON_KEY: text,
  SUPABASE_SECRET_KEY: text,
  SUPABASE_JWT_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  AES_EMBEDDED: flag,
  AES_LOOPBACK: flag,
  AES_LOCAL_OWNER_EMAIL: text,
  AES_LOCAL_OWNER_PASSWORD: text,
  AES_RATE_LIMIT: z.coerce.number().int().min(0).max(1_000_000).default(6000),
  AES_SIGN_UP: signUp,
  AES_SIGN_UP_LIMIT: z.coerce.number().int().min(0).max(1_000_000).default(20),
  AES_CORS_ORIGINS: z
    .string()
    .default('')
    .transform((value) => value.split(/[\s,]+/).filter(Boolean))
    .pipe(
      z.array(z.union([z.literal('*'), z.url({ protocol: /^https?$/ }).regex(/[^/]$/, 'must not end in /')])),
    ),
  AES_ORIGIN: z
    .url({ protocol: /^https?$/ })
    .refine((value) => new URL(value).origin === value, 'must be an origin such as https://aes.example.com')
    .optional(),
  AES_TRUSTED_PROXIES: ranges,
  AES_WEBHOOK_NETWORKS: ranges,
  AES_LOCAL_OWNER_BEHIND_PROXY: flag,
  AES_REQUEST_TIMEOUT: z.coerce.number().int().min(1).max(3600).default(60),
  EMBEDDINGS_URL: z.url({ protocol: /^https?$/ }).optional(),
  EMBEDDINGS_MODEL: text,
  EMBEDDINGS_API_KEY: text,
  EMBEDDINGS_DIMENSIONS: z.coerce.number().int().min(1).max(16_000).optional(),
});

const appVariables = Object.keys(appSchema.shape);

const startSchema = z.object({
  AES_SIGN_UP: signUp,
  PORT: z.coerce.number().int().min(1).max(65535).default(3000),
  HOST: z.string().trim().min(1).default('127.0.0.1'),
  AES_DATA_DIR: z.string().trim().min(1).default('.data'),
  AES_BACKUPS: text,
  SEARCH_LANGUAGE: z
    .string()
    .trim()
    .regex(/^[a-z_]+$/, 'must be a text-search configuration such as english')
    .default('english'),
});

/** The settings of the running app. */
export interface AppEnv {
  supabaseUrl: string;
  publishableKey: string;
  /** The service-role key, only for trusted server code. */
  secretKey?: string;
  /** Signs the access tokens of agent keys; without it, agent keys are off. */
  jwtSecret?: string;
  /** A direct connection for `listen`; without it, live feeds poll. */
  databaseUrl?: string;
  /** The backend runs inside this server. */
  isEmbedded: boolean;
  /** The server can only be reached from this machine. */
  isLoopback: boolean;
  /** The account that the first start created; embedded mode only. */
  localOwner?: { email: string; password: string };
  /** Requests per minute of an agent key; 0 for no limit. */
  rateLimit: number;
  /** Whether people can create accounts. By default they cannot if other machines reach an embedded server. */
  isSignUpOpen: boolean;
  /** New accounts per hour from one address; 0 for no limit. */
  signUpLimit: number;
  /** Origins whose pages may call the API; * for any. */
  corsOrigins: string[];
  /** The origin in guides and snippets; by default the Host header of the request. */
  origin?: string;
  /** Addresses and CIDR ranges of proxies whose X-Forwarded-* headers count. */
  trustedProxies: string[];
  /** Addresses and CIDR ranges that webhooks may reach although they are not public. */
  webhookNetworks: string[];
  /** Whether callers behind a trusted proxy may continue as local owner. */
  isLocalOwnerBehindProxy: boolean;
  /** Seconds within which a request and its body must arrive. */
  requestTimeout: number;
  /** An OpenAI-compatible endpoint for embeddings; without it, context is searched only by words. */
  embeddings?: EmbeddingsEnv;
}

export interface EmbeddingsEnv {
  /** The URL before /embeddings, such as https://api.openai.com/v1. */
  url: string;
  model: string;
  apiKey?: string;
  /** The length of the vectors, for models with several lengths. */
  dimensions?: number;
}

/** The settings of `npm start`. */
export interface StartEnv {
  port: number;
  host: string;
  dataDir: string;
  /** The folder of the nightly backups; null if they are off. Embedded mode only. */
  backupDir: string | null;
  /** The text-search configuration of context; embedded mode only. */
  searchLanguage: string;
  /** Whether an external Supabase is configured, in which case no embedded backend starts. */
  isHosted: boolean;
}

function parse<Schema extends z.ZodType>(schema: Schema, source: EnvSource): z.output<Schema> {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value?.trim()));
  const result = schema.safeParse(present);
  if (result.success) return result.data;
  const issues = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new EnvError(
    `The environment variables are invalid.\n${issues.map((line) => `  ${line}`).join('\n')}`,
  );
}

function requirePair(url: string | undefined, key: string | undefined): [url: string, key: string] {
  if (url && key) return [url, key];
  if (url) throw new EnvError(`${names.url} is set, ${names.publishableKey} is missing. Both are needed.`);
  if (key) throw new EnvError(`${names.publishableKey} is set, ${names.url} is missing. Both are needed.`);
  throw new EnvError(
    `${names.url} and ${names.publishableKey} are missing. \`npm start\` sets them automatically.`,
  );
}

/** Returns the settings of the app. Throws EnvError, which names the missing or malformed variables. */
export function readAppEnv(source: EnvSource = process.env): AppEnv {
  const values = parse(appSchema, source);
  const [supabaseUrl, publishableKey] = requirePair(
    values[names.url],
    values[names.publishableKey] ?? values[names.anonKey],
  );
  const { AES_LOCAL_OWNER_EMAIL: email, AES_LOCAL_OWNER_PASSWORD: password } = values;
  return {
    supabaseUrl,
    publishableKey,
    secretKey: values.SUPABASE_SECRET_KEY,
    jwtSecret: values.SUPABASE_JWT_SECRET,
    databaseUrl: values.DATABASE_URL,
    isEmbedded: values.AES_EMBEDDED,
    isLoopback: values.AES_LOOPBACK,
    localOwner: values.AES_EMBEDDED && email && password ? { email, password } : undefined,
    rateLimit: values.AES_RATE_LIMIT,
    isSignUpOpen: values.AES_SIGN_UP
      ? values.AES_SIGN_UP === 'on'
      : (values.AES_LOOPBACK && values.AES_TRUSTED_PROXIES.length === 0) || !values.AES_EMBEDDED,
    signUpLimit: values.AES_SIGN_UP_LIMIT,
    corsOrigins: values.AES_CORS_ORIGINS,
    origin: values.AES_ORIGIN,
    trustedProxies: values.AES_TRUSTED_PROXIES,
    webhookNetworks: values.AES_WEBHOOK_NETWORKS,
    isLocalOwnerBehindProxy: values.AES_LOCAL_OWNER_BEHIND_PROXY,
    requestTimeout: values.AES_REQUEST_TIMEOUT,
    embeddings: readEmbeddings(values),
  };
}

function readEmbeddings(values: z.output<typeof appSchema>): EmbeddingsEnv | undefined {
  const { EMBEDDINGS_URL: url, EMBEDDINGS_MODEL: model } = values;
  if (!url && !model) return undefined;
  if (!url || !model) throw new EnvError('Set both EMBEDDINGS_URL and EMBEDDINGS_MODEL, or neither.');
  return { url, model, apiKey: values.EMBEDDINGS_API_KEY, dimensions: values.EMBEDDINGS_DIMENSIONS };
}

let cached: { key: string; env: AppEnv } | undefined;

/**
 * Returns the settings of the app. Outside production it reads them again if a variable has changed. In production none changes, and
 * the check would take a twentieth of the time of a request. Throws EnvError.
 */
export function env(): AppEnv {
  if (cached && process.env.NODE_ENV === 'production') return cached.env;
  const key = appVariables.map((name) => process.env[name]).join('\n');
  if (cached?.key !== key) cached = { key, env: readAppEnv() };
  return cached.env;
}

/** Returns the settings of the start scripts. With an external Supabase it also checks its URL and key, before anything starts. */
export function readStartEnv(source: EnvSource = process.env): StartEnv {
  const values = parse(startSchema, source);
  const isHosted = [names.url, names.publishableKey, names.anonKey].some((name) => source[name]?.trim());
  if (isHosted) readAppEnv(source);
  return {
    port: values.PORT,
    host: values.HOST,
    dataDir: values.AES_DATA_DIR,
    backupDir: values.AES_BACKUPS === 'off' ? null : (values.AES_BACKUPS ?? `${values.AES_DATA_DIR}/backups`),
    searchLanguage: values.SEARCH_LANGUAGE,
    isHosted,
  };
}

/** Returns whether only this machine can reach a server on this host. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
