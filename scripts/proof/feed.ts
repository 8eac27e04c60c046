/**
 * `npm run proof:feed [-- rows]`: proves the feed with 50,000 rows by 1 writer and by 16, each with 50 cut connections
 * and one killed server.
 */
import { startOwnServer } from '@/tests/support/own-server';
import { buildApp } from '../../server/build-app';
import { proveFeed } from './prove-feed';

const rows = Number(process.argv[2] ?? 50_000);
await buildApp(process.cwd());
for (const writers of [1, 16]) {
  const server = await startOwnServer({
    NEXT_PUBLIC_SUPABASE_URL: '',
    NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: '',
    AES_RATE_LIMIT: '0',
  });
  const began = performance.now();
  const { lost, twice, late, swapped, ...counts } = await proveFeed(server, {
    rows,
    writers,
    cuts: 50,
  }).finally(server.stop);
  const faults = { lost: lost.length, twice: twice.length, late: late.length, swapped: swapped.length };
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(JSON.stringify({ writers, ...counts, ...faults, seconds }));
  if (Object.values(faults).some((count) => count > 0)) {
    console.error(JSON.stringify({ lost, twice, late, swapped }));
    process.exitCode = 1;
  }
}
