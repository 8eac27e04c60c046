/** Runs a small version of `npm run proof:feed`. */
import { proveFeed } from '@/scripts/proof/prove-feed';
import { startOwnServer } from '../../tests/support/own-server';
import { expect, test } from '../people';

test('sends each acknowledged row once and in order across cut connections and a killed server', async () => {
  test.slow();
  const server = await startOwnServer({ AES_RATE_LIMIT: '0' });
  try {
    const findings = await proveFeed(server, { rows: 600, writers: 4, cuts: 8 });
    expect(findings).toMatchObject({ acknowledged: 600, lost: [], twice: [], late: [], swapped: [] });
    expect(findings.connections).toBeGreaterThan(8);
  } finally {
    await server.stop();
  }
});
