/** Captured runs across kill -9: what was acknowledged is projected after the restart, and the plans end as without the kill. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sessionOf } from '../../tests/support/claude-code-session';
import { startOwnServer } from '../../tests/support/own-server';
import { expect, test } from '../people';

interface Step {
  description: string;
  status: string;
}
interface Row {
  action_type: string;
  description: string;
}

test('ends with the same plans after the server and its database are killed amid the events', async () => {
  test.slow();
  const server = await startOwnServer({ AES_RATE_LIMIT: '0' });
  const headers = { Authorization: `Bearer ${server.agentKey}`, 'Content-Type': 'application/json' };
  const get = async (path: string) =>
    (await (await fetch(`${server.origin}/api/v1${path}`, { headers })).json()).data;

  /** Sends an event until it is acknowledged, as a client that retries does. */
  async function send(event: object): Promise<void> {
    for (;;) {
      const response = await fetch(`${server.origin}/api/v1/ingest/claude-code`, {
        method: 'POST',
        headers,
        body: JSON.stringify(event),
      }).catch(() => null);
      if (response && response.status >= 400 && response.status < 500)
        throw new Error(`The event was refused: ${await response.text()}`);
      if (response?.ok && (await response.text().catch(() => null)) === '{}') return;
      await sleep(50);
    }
  }

  /** Returns what a session left behind, once its plan is completed. */
  async function outcomeOf(session: string) {
    let plan: { id: string; status: string } | undefined;
    await expect
      .poll(
        async () => {
          const plans = await get('/plans?plan_type=session&limit=100');
          plan = plans.find((one: { metadata: { session: string } }) => one.metadata.session === session);
          return plan?.status;
        },
        { timeout: 90_000 },
      )
      .toBe('completed');
    const { steps } = await get(`/plans/${plan?.id}`);
    const rows = await get(`/plans/${plan?.id}/logs?limit=200`);
    return {
      steps: steps.map(({ description, status }: Step) => `${description}: ${status}`).toSorted(),
      rows: rows
        .map(({ action_type, description }: Row) => `${action_type}: ${description}`)
        .filter((row: string) => !/^(?:replan|\w+_(?:step|plan|context)):/.test(row))
        .toSorted(),
    };
  }

  try {
    for (const event of sessionOf('calm')) await send(event);
    const expected = await outcomeOf('calm');
    const kills = [2, 6, 11];
    for (const [place, event] of sessionOf('killed').entries()) {
      if (!kills.includes(place)) {
        await send(event);
        continue;
      }
      // The event is on its way while the server ends.
      const sent = send(event);
      await server.kill();
      await server.start();
      await sent;
    }
    expect(await outcomeOf('killed')).toEqual(expected);
    expect(await get('/connector-log')).toEqual([]);
  } finally {
    await server.stop();
  }
});
