import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig({
  resolve: {
    // The paths of tsconfig.json, the more special one first.
    alias: [
      { find: /^@\/services\/agent\/(.*)$/, replacement: `${root}lib/agent-execution/$1` },
      { find: /^@\/(.*)$/, replacement: `${root}$1` },
    ],
  },
  test: {
    include: ['{app,components,lib,scripts,supabase}/**/*.test.{ts,tsx}'],
    exclude: ['node_modules', '.next', '.data'],
    globalSetup: ['./vitest.global-setup.ts'],
    setupFiles: ['./vitest.setup.ts'],
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
