/** Events of coding agents that arrive at the same time, batched on a real database. */
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { exchangeAgentKey } from '@/lib/auth/agent-token';
import { call } from '@/lib/capture/results';
import { createTokenClient } from '@/lib/supabase/token';
import { createTestKey } from '@/tests/support/test-caller';
import { signUp } from '@/tests/support/test-client';

const SESSIONS = Array.from({ length: 64 }, (_, place) => `batched-${place}`);

interface Event {
  session: string;
  event: string;
  key: string;
  payload: { text: string };
  at?: string;
}

let admin: postgres.Sql;
let person: AgentExecutionClient;
let userId: string;
let agent: AgentExecutionClient;
let client = '';

beforeAll(async () => {
  admin = postgres(inject('databaseUrl'), { max: 1, onnotice: () => {} });
  person = await signUp();
  userId = (await person.auth.getUser()).data.user?.id ?? '';
  agent = createTokenClient((await exchangeAgentKey(await createTestKey(person))).token);
});

afterAll(() => admin.end());

const event = (session: string, key: string, at?: string): Event => ({
  session,
  event: 'Stop',
  key,
  payload: { text: key },
  ...(at && { at }),
});

const send = (events: Event[]) => call(agent, 'agent_capture_events', { client, events });

/** The events of the client with what belongs to them, without ids. */
const stored = () => admin`
  select s.session, s.user_id, s.agent_key_id, e.event, e.event_key, e.payload, e.occurred_at, e.xmin::text as transaction
  from private.captured_sessions s join private.captured_events e on e.session_id = s.id
  where s.client = ${client} order by s.session, e.event_key`;

test('events of 64 requests share transactions', async () => {
  client = 'shared';
  const answers = await Promise.all(
    SESSIONS.map((session) => send([event(session, 'k1'), event(session, 'k2')])),
  );
  expect(answers.map(({ received, added, sessions }) => [received, added, sessions.length])).toEqual(
    SESSIONS.map(() => [2, 2, 1]),
  );
  expect(new Set(answers.flatMap(({ sessions }) => sessions)).size).toBe(SESSIONS.length);
  const rows = await stored();
  expect(rows).toHaveLength(2 * SESSIONS.length);
  expect(new Set(rows.map(({ transaction }) => transaction)).size).toBeLessThan(SESSIONS.length / 4);
});

test('an event that is sent by several requests at once is stored once', async () => {
  client = 'repeated';
  const answers = await Promise.all(
    SESSIONS.map(() => send([event('batched-one', 'k1'), event('batched-one', 'k1')])),
  );
  expect(answers.reduce((sum, { added }) => sum + added, 0)).toBe(1);
  expect(new Set(answers.flatMap(({ sessions }) => sessions)).size).toBe(1);
  expect(await stored()).toHaveLength(1);
});

test('a request that is refused gets its error, and the others of its batch succeed', async () => {
  client = 'refused';
  const isRefused = (place: number) => place % 8 === 3;
  const outcomes = await Promise.allSettled(
    SESSIONS.map((session, place) => send([event(session, 'k1', isRefused(place) ? 'never' : undefined)])),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(
    SESSIONS.map((_, place) => (isRefused(place) ? 'rejected' : 'fulfilled')),
  );
  expect(await stored()).toHaveLength(SESSIONS.length - SESSIONS.length / 8);
});

test('stores and returns the same as a call that is not batched', async () => {
  const lists = [
    [
      event('batched-one', 'k1', '2026-11-30T08:00:00Z'),
      event('batched-two', 'k1'),
      event('batched-one', 'k1'),
    ],
    [],
    [event('batched-one', 'k1'), event('batched-one', 'k2')],
  ];
  const both = [];
  for (const path of ['batched', 'alone']) {
    client = path;
    const answers = [];
    for (const events of lists) {
      // A call with an owner takes the general path.
      const owner = path === 'alone' && { user_id: userId };
      const answer = await call(agent, 'agent_capture_events', { client, events, ...owner });
      const [event_ids, sessions] = [answer.event_ids.length, answer.sessions.length];
      answers.push({ ...answer, event_ids, sessions });
    }
    both.push({ answers, rows: (await stored()).map(({ transaction: _, ...row }) => row) });
  }
  expect(both[0]).toEqual(both[1]);
  expect(both[0]?.answers).toEqual([
    { received: 3, added: 2, event_ids: 2, sessions: 2, has_old_rules: false, has_messages: false },
    { received: 0, added: 0, event_ids: 0, sessions: 0, has_old_rules: false, has_messages: false },
    { received: 2, added: 1, event_ids: 1, sessions: 1, has_old_rules: false, has_messages: false },
  ]);
  expect(both[0]?.rows[0]).toMatchObject({
    user_id: userId,
    agent_key_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
});
