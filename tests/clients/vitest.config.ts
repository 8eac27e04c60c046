/** `npm run test:clients`: needs a built app and the installed clients, and no database of the other tests. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  resolve: {
    alias: [{ find: /^@\/(.*)$/, replacement: `${fileURLToPath(new URL('../..', import.meta.url))}$1` }],
  },
  test: {
    include: ['tests/clients/*.spec.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
