/** Shared by the commands on the data folder: their working directory, their data folder, and their errors. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import nextEnv from '@next/env';
import { readStartEnv } from '../lib/env.ts';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The folder to which relative paths of the command line refer. */
export const startedIn = process.env.INIT_CWD ?? process.cwd();

/** Changes to the checkout, reads its .env files, and returns the data folder that AES_DATA_DIR names. */
export function enterDataDir(): string {
  process.chdir(root);
  nextEnv.loadEnvConfig(root, false, { info: () => {}, error: console.error });
  return readStartEnv({ AES_DATA_DIR: process.env.AES_DATA_DIR }).dataDir;
}

/** Prints why the command failed and exits with code 1. */
export function fail(error: unknown): never {
  console.error(`✗ ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
