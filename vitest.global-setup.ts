/** One Postgres for the whole run, with a migrated database in it; every test process learns its variables. */
import type { TestProject } from 'vitest/node';
import { startTestBackend } from './scripts/test-database.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The superuser's address of the migrated database that test files share. */
    databaseUrl: string;
    /** The superuser's address from which `copyDatabase` makes databases of a file's own. */
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
