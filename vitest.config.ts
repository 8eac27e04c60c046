import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { findFilesAlone, packages, slowFiles, testFiles } from './tests/support/test-files.ts';

const root = fileURLToPath(new URL('.', import.meta.url));
const alone = findFilesAlone();
/** The files that `npm run test:unit` skips. */
const skipped = process.env.AES_TEST_QUICK ? slowFiles : [];

export default defineConfig({
  resolve: {
    // The paths of tsconfig.json, the more specific one first.
    alias: [
      { find: /^@\/services\/agent\/(.*)$/, replacement: `${root}lib/agent-execution/$1` },
      { find: /^@\/(.*)$/, replacement: `${root}$1` },
    ],
  },
  test: {
    globalSetup: ['./vitest.global-setup.ts'],
    setupFiles: ['./vitest.setup.ts'],
    pool: 'forks',
    // Tests often wait for Postgres, so one more worker than cores keeps both cores busy.
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      // The files of a worker share its modules and connections, so that only the first file loads and opens them.
      {
        extends: true,
        test: {
          name: 'shared',
          include: [testFiles],
          exclude: [packages, ...alone, ...skipped],
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: alone, exclude: [packages, ...skipped], isolate: true },
      },
    ],
  },
});
