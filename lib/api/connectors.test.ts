import { beforeAll, expect, test } from 'vitest';
import { KEY_PLACEHOLDER } from '@/lib/connectors/connector';
import { createTestCaller, type TestCaller } from '@/tests/support/test-caller';

let agent: TestCaller;
beforeAll(async () => {
  agent = await createTestCaller();
});

test('returns the files of a client, with the address of the server and the key of the caller', async () => {
  const { status, body } = await agent.call('GET', '/connectors/codex/files');
  expect(status).toBe(200);
  const { client, files } = body.data;
  expect(client).toBe('codex');
  const settings = files.find(({ path }: { path: string }) => path.endsWith('curl.conf'));
  const hooks = files.find(({ path }: { path: string }) => path.endsWith('hooks.json'));
  expect(hooks.content).toContain('http://localhost:3000/api/v1/ingest/codex');
  expect(settings.content).toContain(`Bearer ${agent.key}`);
});

test('has a placeholder in place of the key of a person', async () => {
  const { data } = await agent.db.auth.getSession();
  const headers = { Authorization: `Bearer ${data.session?.access_token}` };
  const { status, text } = await agent.call('GET', '/connectors/claude-code/files', { headers });
  expect(status).toBe(200);
  expect(text).toContain(`Bearer ${KEY_PLACEHOLDER}`);
});

test('names the clients if it does not know one', async () => {
  const { status, body } = await agent.call('GET', '/connectors/emacs/files');
  expect(status).toBe(404);
  expect(body.error.message).toBe(
    'There is no client emacs. The clients are claude-code, codex, gemini, copilot, opencode, and cursor.',
  );
});

test('refuses a caller without a key', async () => {
  const headers = { Authorization: 'Bearer aes_unknown' };
  expect((await agent.call('GET', '/connectors/codex/files', { headers })).status).toBe(401);
});
