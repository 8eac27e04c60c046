/** Signing out ends a session's token at every interface, at once; other sessions and agent keys stay valid. */
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { openStream } from '../events';
import { baseURL, createAgentKey, expect, type Person, publishableKey, test } from '../people';

/** Sends a request with the token to every interface except the pages; returns the status of each. */
async function requestEverywhere(token: string): Promise<Record<string, number>> {
  const initialize = {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/list',
    params: {},
  };
  const send = async (path: string, body?: object) => {
    const response = await fetch(baseURL + path, {
      method: body ? 'POST' : 'GET',
      headers: {
        apikey: publishableKey(),
        Authorization: `Bearer ${token}`,
        Accept: 'application/json, text/event-stream',
        'Content-Type': 'application/json',
      },
      body: body ? JSON.stringify(body) : null,
    });
    await response.body?.cancel();
    return response.status;
  };
  return {
    'the API': await send('/api/v1/tasks'),
    'the API, by Next': await send('/api/v1/%74asks'),
    'the events': await send('/api/v1/events'),
    MCP: await send('/api/mcp', initialize),
    tables: await send('/rest/v1/agent_execution_plans'),
    functions: await send('/rest/v1/rpc/agent_list_retention', {}),
    'the account': await send('/auth/v1/user'),
  };
}

const all = (status: number) => ({
  'the API': status,
  'the API, by Next': status,
  'the events': status,
  MCP: status,
  tables: status,
  functions: status,
  'the account': status,
});

async function signInAgain({ email, password }: Person): Promise<{ db: SupabaseClient; token: string }> {
  const db = createClient(baseURL, publishableKey(), {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  const { data, error } = await db.auth.signInWithPassword({ email, password });
  if (error) throw error;
  return { db, token: data.session.access_token };
}

test('ends only that session when a person signs out on a page', async ({
  signedIn: page,
  person,
  agent,
  plan,
}) => {
  const { key } = await createAgentKey(person);
  const other = await signInAgain(person);
  const [own, kept, byKey] = await Promise.all(
    [person.accessToken, other.token, key].map((proof) => openStream('/events', proof)),
  );
  await Promise.all([own?.ready, kept?.ready, byKey?.ready]);
  expect(await requestEverywhere(person.accessToken)).toEqual(all(200));

  const cookies = await page.context().cookies();
  expect((await page.request.post('/sign-out', { maxRedirects: 0 })).status()).toBe(303);
  await own?.ended;
  expect(await requestEverywhere(person.accessToken)).toEqual({ ...all(401), 'the account': 403 });

  // Copied cookies have no effect.
  await page.context().addCookies(cookies);
  await page.goto('/plans');
  await expect(page).toHaveURL(/\/login/);

  expect(await requestEverywhere(other.token)).toEqual(all(200));
  await agent.make(`/plans/${plan.id}/logs`, { action_type: 'note', description: 'After signing out' });
  for (const stream of [kept, byKey]) {
    await expect.poll(() => stream?.rows.at(-1)?.description).toBe('After signing out');
    stream?.close();
  }
});

for (const [scope, isOwnEnded, isOtherEnded] of [
  ['local', true, false],
  ['others', false, true],
  ['global', true, true],
] as const) {
  test(`ends exactly the sessions of scope ${scope} at /auth/v1/logout`, async ({ person }) => {
    const other = await signInAgain(person);
    const ended = { ...all(401), 'the account': 403 };
    const [ownStream, otherStream] = [
      await openStream('/events', person.accessToken),
      await openStream('/events', other.token),
    ];
    await Promise.all([ownStream.ready, otherStream.ready]);
    expect((await person.supabase.auth.signOut({ scope })).error).toBeNull();
    expect(await requestEverywhere(person.accessToken)).toEqual(isOwnEnded ? ended : all(200));
    expect(await requestEverywhere(other.token)).toEqual(isOtherEnded ? ended : all(200));
    if (isOwnEnded) await ownStream.ended;
    if (isOtherEnded) await otherStream.ended;
    ownStream.close();
    otherStream.close();
  });
}
