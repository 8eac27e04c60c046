/**
 * Creates a data folder for tests to copy and starts one Postgres with a migrated database, both for the whole run. Provides their
 * addresses and the app's variables to every test process.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { dataFolder } from './lib/supabase/embedded/data-folder.ts';
import { deleteDataFolder } from './lib/supabase/embedded/delete-data-folder.ts';
import { createDataTemplate } from './tests/support/data-template.ts';
import { startTestBackend } from './tests/support/test-database.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The superuser's address of the migrated database that test files share. */
    databaseUrl: string;
    /** The superuser's address at which `copyDatabase` creates a separate database for a test file. */
    adminUrl: string;
    /** The app's variables; also in process.env. */
    appEnv: Record<string, string>;
    /** A data folder with a new cluster, which `copyDataTemplate` copies. */
    dataTemplate: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = mkdtempSync(join(tmpdir(), 'aes-template-'));
  chmodSync(home, 0o755);
  const dataTemplate = join(home, 'data');
  const removeTemplate = async () => {
    await deleteDataFolder(dataFolder(dataTemplate));
    rmSync(home, { recursive: true });
  };
  try {
    await createDataTemplate(dataTemplate);
    const backend = await startTestBackend({ dataTemplate });
    project.provide('dataTemplate', dataTemplate);
    project.provide('databaseUrl', backend.databaseUrl);
    project.provide('adminUrl', backend.adminUrl);
    project.provide('appEnv', backend.env);
    return async () => {
      await backend.stop();
      await removeTemplate();
    };
  } catch (error) {
    await removeTemplate();
    throw error;
  }
}
