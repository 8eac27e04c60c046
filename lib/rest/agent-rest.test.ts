import { expect, test, vi } from 'vitest';
import { CONNECTION_HEADER } from '@/lib/http/connection';
import { connectionHeaders } from '@/tests/support/test-connection';
import { answerAgent } from './agent-rest';

const sent: Headers[] = [];
vi.mock('@/lib/supabase/fetch', () => ({
  forward: async (_url: string, init: RequestInit) => {
    sent.push(new Headers(init.headers));
    return Response.json([]);
  },
}));
vi.mock('@/lib/auth/agent-token', () => ({ exchangeAgentKey: async () => ({ token: 'a.b.c' }) }));

test('does not forward the secret connection header to Supabase', async () => {
  const headers = { ...connectionHeaders(), cookie: 'aes-session=1', prefer: 'count=exact' };
  await answerAgent(new Request('http://localhost:3000/rest/v1/deep_work_tasks', { headers }), 'aes_1');
  const [forwarded] = sent;
  expect(forwarded?.get('prefer')).toBe('count=exact');
  expect(forwarded?.get('authorization')).toBe('Bearer a.b.c');
  expect(forwarded?.has(CONNECTION_HEADER)).toBe(false);
  expect(forwarded?.has('cookie')).toBe(false);
});
