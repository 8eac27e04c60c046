import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { refuseWithoutSession } from './session-gate';

function requestOf(url: string): IncomingMessage {
  return Object.assign(new IncomingMessage(new Socket()), { url });
}

const settings = { isEmbedded: true };

test.each(['/api/v1/plans', '/otlp/v1/logs', '/v1/traces', '/rest/v1/tasks', '/auth/v1/token'])(
  'leaves the check of %s to its handler',
  async (url) => expect(await refuseWithoutSession(requestOf(url), settings)).toBeNull(),
);

test('refuses a body for a page without a session', async () => {
  expect(await refuseWithoutSession(requestOf('/plans'), settings)).toMatchObject({ status: 303 });
});
