/**
 * The only reader of the environment. Scripts load it natively and Next bundles it, so it imports nothing but zod.
 *
 * Variables are looked up by name at run time: Next would replace `process.env.NEXT_PUBLIC_…` written out by what it
 * was during the build, and one build has to serve the embedded and the hosted mode.
 */
import { z } from 'zod';

export type EnvSource = Record<string, string | undefined>;

/** A missing, half-set or malformed variable; the message names it. */
class EnvError extends Error {
  override name = 'EnvError';
}

const names = {
  url: 'NEXT_PUBLIC_SUPABASE_URL',
  publishableKey: 'NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY',
  /** What Supabase called the publishable key before. */
  anonKey: 'NEXT_PUBLIC_SUPABASE_ANON_KEY',
} as const;

const text = z.string().trim().min(1).optional();
const flag = z
  .enum(['1', 'true', '0', 'false'])
  .optional()
  .transform((value) => value === '1' || value === 'true');

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
  AES_CORS_ORIGINS: z
    .string()
    .default('')
    .transform((value) => value.split(/[\s,]+/).filter(Boolean))
    .pipe(
      z.array(z.union([z.literal('*'), z.url({ protocol: /^https?$/ }).regex(/[^/]$/, 'must not end in /')])),
    ),
  EMBEDDINGS_URL: z.url({ protocol: /^https?$/ }).optional(),
  EMBEDDINGS_MODEL: text,
  EMBEDDINGS_API_KEY: text,
  EMBEDDINGS_DIMENSIONS: z.coerce.number().int().min(1).max(16_000).optional(),
});

const appVariables = Object.keys(appSchema.shape);

const startSchema = z.object({
  PORT: z.coerce.number().int().min(1).max(65535).default(3000),
  HOST: z.string().trim().min(1).default('127.0.0.1'),
  AES_DATA_DIR: z.string().trim().min(1).default('.data'),
  SEARCH_LANGUAGE: z
    .string()
    .trim()
    .regex(/^[a-z_]+$/, 'must be a text-search configuration such as english')
    .default('english'),
});

/** What the running app knows about its backend. */
export interface AppEnv {
  supabaseUrl: string;
  publishableKey: string;
  /** The service-role key; only trusted server code may use it. */
  secretKey?: string;
  /** Signs the tokens that agent keys are exchanged for; without it agent keys are off. */
  jwtSecret?: string;
  /** A direct connection for `listen`; without it live feeds poll. */
  databaseUrl?: string;
  /** The backend runs inside this server. */
  isEmbedded: boolean;
  /** The server can only be reached from this machine. */
  isLoopback: boolean;
  /** The account made at first start; embedded mode only. */
  localOwner?: { email: string; password: string };
  /** Requests that an agent key may make a minute; 0 for as many as it likes. */
  rateLimit: number;
  /** Origins whose pages may call the API from a browser; * for any. */
  corsOrigins: string[];
  /** An OpenAI-compatible endpoint for embeddings; without it context is found by words alone. */
  embeddings?: EmbeddingsEnv;
}

export interface EmbeddingsEnv {
  /** What comes before /embeddings, such as https://api.openai.com/v1. */
  url: string;
  model: string;
  apiKey?: string;
  /** How long vectors are to be, for models that offer several lengths. */
  dimensions?: number;
}

/** What `npm start` is told from outside. */
export interface StartEnv {
  port: number;
  host: string;
  dataDir: string;
  /** The text-search configuration of context; embedded mode only. */
  searchLanguage: string;
  /** A hosted or self-hosted Supabase is configured, so no embedded backend starts. */
  isHosted: boolean;
}

function parse<Schema extends z.ZodType>(schema: Schema, source: EnvSource): z.output<Schema> {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value?.trim()));
  const result = schema.safeParse(present);
  if (result.success) return result.data;
  const issues = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new EnvError(`The environment is not usable.\n${issues.map((line) => `  ${line}`).join('\n')}`);
}

function requirePair(url: string | undefined, key: string | undefined): [url: string, key: string] {
  if (url && key) return [url, key];
  if (url) throw new EnvError(`${names.url} is set, ${names.publishableKey} is missing. Both are needed.`);
  if (key) throw new EnvError(`${names.publishableKey} is set, ${names.url} is missing. Both are needed.`);
  throw new EnvError(
    `${names.url} and ${names.publishableKey} are missing. \`npm start\` sets them by itself.`,
  );
}

/** Reads the app's variables. Throws EnvError naming what is missing or malformed. */
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
    corsOrigins: values.AES_CORS_ORIGINS,
    embeddings: readEmbeddings(values),
  };
}

function readEmbeddings(values: z.output<typeof appSchema>): EmbeddingsEnv | undefined {
  const { EMBEDDINGS_URL: url, EMBEDDINGS_MODEL: model } = values;
  if (!url && !model) return undefined;
  if (!url || !model) throw new EnvError('EMBEDDINGS_URL and EMBEDDINGS_MODEL: both are needed, or neither.');
  return { url, model, apiKey: values.EMBEDDINGS_API_KEY, dimensions: values.EMBEDDINGS_DIMENSIONS };
}

let known: { key: string; env: AppEnv } | undefined;

/**
 * The app's variables, read again only when one has changed, which in production none does once the server runs: to look whether took
 * a twentieth of a request. Throws EnvError.
 */
export function env(): AppEnv {
  if (known && process.env.NODE_ENV === 'production') return known.env;
  const key = appVariables.map((name) => process.env[name]).join('\n');
  if (known?.key !== key) known = { key, env: readAppEnv() };
  return known.env;
}

/** Reads what the start scripts need; in hosted mode the pair of URL and key is checked here, before anything starts. */
export function readStartEnv(source: EnvSource = process.env): StartEnv {
  const values = parse(startSchema, source);
  const isHosted = [names.url, names.publishableKey, names.anonKey].some((name) => source[name]?.trim());
  if (isHosted) readAppEnv(source);
  return {
    port: values.PORT,
    host: values.HOST,
    dataDir: values.AES_DATA_DIR,
    searchLanguage: values.SEARCH_LANGUAGE,
    isHosted,
  };
}

/** Whether an address to listen on can only be reached from this machine. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
