/** A stream across the end of a server sends each row once: earlier rows, rows written in the meantime and later rows. */

import { startOwnServer } from '../../tests/support/own-server';
import { openStream } from '../events';
import { expect, test } from '../people';

test('resumes a stream after the server was stopped or killed', async () => {
  test.slow();
  const server = await startOwnServer();
  const { agentKey, origin } = server;
  try {
    const post = async (path: string, body: object) => {
      const headers = { Authorization: `Bearer ${agentKey}`, 'Content-Type': 'application/json' };
      const response = await fetch(`${origin}/api/v1${path}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      expect(response.ok).toBe(true);
      return (await response.json()).data;
    };
    const task = await post('/tasks', { title: 'Watched' });
    const steps = [{ step: 1, action: 'work', description: 'Work' }];
    const plan = await post('/plans', { task_id: task.id, plan_type: 'test', steps });
    const note = (n: number) => post(`/plans/${plan.id}/logs`, { action_type: 'note', description: `${n}` });

    const seen: string[] = [];
    let lastEventId: string | undefined;
    let written = 0;
    for (const signal of ['SIGTERM', 'SIGKILL', 'SIGTERM'] as const) {
      const headers: Record<string, string> =
        lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId };
      const stream = await openStream(`/plans/${plan.id}/events`, agentKey, headers, origin);
      lastEventId ??= String(await stream.ready);
      await note(written++);
      await expect.poll(() => seen.length + stream.rows.length).toBe(written);
      seen.push(...stream.rows.map((row) => row.description));
      lastEventId = String(stream.rows.at(-1)?.seq ?? lastEventId);
      // Written while no stream is open.
      stream.close();
      await note(written++);
      await server.end(signal);
      await server.start();
    }
    const last = await openStream(`/plans/${plan.id}/events?after=${lastEventId}`, agentKey, {}, origin);
    await last.untilRows(1);
    last.close();
    seen.push(...last.rows.map((row) => row.description));
    expect(seen).toEqual(Array.from({ length: written }, (_, n) => `${n}`));
  } finally {
    await server.stop();
  }
});
