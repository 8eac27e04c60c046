/** list shows the connector log and what is not stored of captured runs. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { call } from '@/lib/capture/results';
import { type Session, startSession } from '@/tests/support/test-session';

let session: Session;

beforeEach(async () => {
  session = await startSession();
});
afterEach(() => session.client.close());

test('list shows the connector log', async () => {
  expect(await session.use('list', { what: 'connector_log' })).toBe('The connector log is empty.');
  const problem = { client: 'codex', session: 's1', event: 'Stop', message: 'It could not be used.' };
  await call(session.db, 'agent_log_capture_problem', problem);
  expect(await session.use('list', { what: 'connector_log' })).toMatch(
    /^\d{4}-\S+ codex s1 Stop: It could not be used\.$/,
  );
});

test('list shows what is not stored of captured runs', async () => {
  expect(await session.use('list', { what: 'capture_rules' })).toBe(
    'There are no rules: everything is stored.',
  );
  const rules = { project: '', rules: [{ path_glob: '.env*' }, { tool: 'WebFetch' }] };
  await call(session.db, 'agent_save_drop_rules', rules);
  expect(await session.use('list', { what: 'capture_rules' })).toBe(
    'All projects: files .env*, tool WebFetch',
  );
});

test('list refuses filters of plans for both', async () => {
  for (const what of ['connector_log', 'capture_rules'])
    expect(await session.call('list', { what, status: 'failed' })).toMatchObject({
      isError: true,
      text: expect.stringContaining('do not apply'),
    });
});
