/** The secrets of a data folder, in secrets.json. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { DataFolder } from './data-folder.ts';
import { explainFault } from './start-failure.ts';

const text = z.string().min(1);
const secretsSchema = z.object({
  jwtSecret: z.string().min(32),
  publishableKey: text,
  secretKey: text,
  databasePassword: text,
  ownerEmail: text,
  ownerPassword: text,
  agentKey: text,
});

export type Secrets = z.infer<typeof secretsSchema>;

/** secrets.json is missing or unusable; the message says what to do. */
export class SecretsError extends Error {
  override name = 'SecretsError';
  constructor(what: string) {
    super(
      `${what} Restore the file from a copy. Without a copy, \`npm run recover\` creates new secrets for the existing data: people sign in again, agent keys stay valid.`,
    );
  }
}

function readText(folder: DataFolder): Promise<string | null> {
  return readFile(folder.secrets, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    if (error.code === 'EISDIR') throw new SecretsError(`${folder.secrets} is a folder and not a file.`);
    throw explainFault(error, folder.secrets);
  });
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

/** Returns the secrets of this folder, generated on first use. Throws SecretsError if the folder has data without usable secrets. */
export async function loadSecrets(folder: DataFolder): Promise<Secrets> {
  const content = await readText(folder);
  if (content === null) {
    if (existsSync(join(folder.cluster, 'PG_VERSION')))
      throw new SecretsError(`${folder.secrets} is missing, but ${folder.cluster} holds a database.`);
    const secrets = generateSecrets();
    await saveSecrets(folder, secrets);
    return secrets;
  }
  const { success, data, error } = secretsSchema.safeParse(parseJson(content));
  if (success) return data;
  const fields = error.issues.map(({ path }) => path.join('.')).filter(Boolean);
  const why = fields.length > 0 ? `has no usable ${fields.join(', ')}` : 'is not a JSON object';
  throw new SecretsError(`${folder.secrets} ${why}.`);
}

/** Returns the usable secrets of the file, with new ones in place of the others. */
export async function keepUsableSecrets(folder: DataFolder): Promise<Secrets> {
  const content = await readText(folder).catch((error: unknown) => {
    if (error instanceof SecretsError) return null;
    throw error;
  });
  const found = parseJson(content ?? '');
  const usable = secretsSchema.partial().safeParse(found);
  if (usable.success) return { ...generateSecrets(), ...usable.data };
  const bad = new Set(usable.error.issues.map(({ path }) => path[0]));
  const fields = typeof found === 'object' && found !== null ? Object.entries(found) : [];
  const rest = secretsSchema.partial().parse(Object.fromEntries(fields.filter(([name]) => !bad.has(name))));
  return { ...generateSecrets(), ...rest };
}

/** Writes the secrets to a temporary file and renames it, so that a crash never leaves a partial file. */
export async function saveSecrets(folder: DataFolder, secrets: Secrets): Promise<void> {
  const aside = `${folder.secrets}.${process.pid}`;
  try {
    await writeFile(aside, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
    await rename(aside, folder.secrets);
  } catch (error) {
    await rm(aside, { force: true });
    throw explainFault(error, folder.root);
  }
}

export function generateSecrets(): Secrets {
  return {
    jwtSecret: randomBytes(48).toString('base64url'),
    publishableKey: `sb_publishable_${randomBytes(24).toString('base64url')}`,
    secretKey: `sb_secret_${randomBytes(24).toString('base64url')}`,
    databasePassword: randomBytes(24).toString('hex'),
    ownerEmail: 'owner@agents.local',
    ownerPassword: randomBytes(12).toString('base64url'),
    agentKey: `aes_${randomBytes(32).toString('hex')}`,
  };
}
