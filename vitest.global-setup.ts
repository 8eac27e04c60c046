/** Starts one Postgres with a migrated database for the whole run, and provides its variables to every test process. */
import type { TestProject } from 'vitest/node';
import { startTestBackend } from './tests/support/test-database.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The superuser's address of the migrated database that test files share. */
    databaseUrl: string;
    /** The superuser's address at which `copyDatabase` creates a separate database for a test file. */
    adminUrl: string;
    /** The app's variables; also in process.env. */
    appEnv: Record<string, string>;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const backend = await startTestBackend();
  project.provide('databaseUrl', backend.databaseUrl);
  project.provide('adminUrl', backend.adminUrl);
  project.provide('appEnv', backend.env);
  return backend.stop;
}
