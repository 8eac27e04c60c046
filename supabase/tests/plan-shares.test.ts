/** Who may make, see, revoke and open links that show a plan without a sign-in. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  agentKey,
  anon,
  type Database,
  expectError,
  type Identity,
  keyExchange,
  openDatabase,
  other,
  owner,
  serviceRole,
} from './identities.ts';

let db: Database;
let plan: string;

beforeAll(async () => {
  db = await openDatabase();
});
beforeEach(async () => {
  plan = await db.makePlan('owner', await db.makeTask('owner'));
});
afterAll(() => db.end());

const share = async (identity: Identity, expiresAt: string | null = null, userId: string | null = null) =>
  (await db.as(identity, (tx) => tx`select agent_share_plan(${plan}, ${expiresAt}, ${userId}) as link`))[0]
    ?.link;
const open = async (token: string, identity: Identity = keyExchange) =>
  (await db.as(identity, (tx) => tx`select agent_open_plan_share(${token}) as opened`))[0]?.opened;
const list = async (identity: Identity, userId: string | null = null) =>
  (
    await db.as(identity, (tx) => tx`select agent_list_plan_shares(${plan}, user_id => ${userId}) as links`)
  )[0]?.links;
const revoke = (identity: Identity, id: string) =>
  db.as(identity, (tx) => tx`select agent_revoke_plan_share(${id})`);
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

describe('the owner', () => {
  test('makes a link, sees when it was opened, and revokes it', async () => {
    const { token, ...link } = await share(owner);
    expect(token).toMatch(/^[0-9a-f]{96}$/);
    expect(Date.parse(link.expires_at) - Date.now()).toBeGreaterThan(6.9 * 86_400_000);
    expect(await list(owner)).toEqual([link]);
    expect(await open(token)).toEqual({
      id: link.id,
      plan_id: plan,
      user_id: 'owner',
      expires_at: link.expires_at,
    });
    expect(await list(owner)).toMatchObject([{ id: link.id, opens: 1, last_opened_at: expect.any(String) }]);
    await revoke(owner, link.id);
    await revoke(owner, link.id);
    expect(await open(token)).toBeNull();
    expect(await list(owner)).toEqual([]);
    const rows = await db.sql`select action_type, actor_type, description, after_state
      from agent_execution_logs where plan_id = ${plan} and action_type like '%share%' order by seq`;
    expect(rows).toMatchObject([
      { action_type: 'share_plan', actor_type: 'user', after_state: { share_id: link.id } },
      { action_type: 'revoke_share', actor_type: 'user' },
    ]);
    expect(JSON.stringify(rows)).not.toContain(token.slice(32));
  });

  test('makes at most 20 live links to a plan', async () => {
    const links = [];
    for (let count = 0; count < 20; count += 1) links.push(await share(owner));
    await expectError(share(owner), 'AE409');
    await revoke(owner, links[0].id);
    expect(await share(owner)).toBeTruthy();
  });

  test.each([[-1], [91]])('cannot make a link that ends in %d days', async (days) => {
    await expectError(share(owner, inDays(days)), 'AE400');
    expect(await list(owner)).toEqual([]);
  });

  test('loses the links with the plan, and with all data', async () => {
    const { token } = await share(owner);
    await db.as(owner, (tx) => tx`select agent_delete_plan(${plan})`);
    expect(await open(token)).toBeNull();
    plan = await db.makePlan('owner', await db.makeTask('owner'));
    const next = await share(owner);
    expect(await open(next.token)).toMatchObject({ plan_id: plan });
    await db.as(owner, (tx) => tx`select agent_delete_everything()`);
    expect(await open(next.token)).toBeNull();
    expect(await db.sql`select from private.plan_shares where user_id = 'owner'`).toHaveLength(0);
  });
});

describe('a link', () => {
  test('stores no secret, and does not fit a row with another plan or expiry', async () => {
    const { token, id } = await share(owner);
    const [row] = await db.sql`select plan_shares::text as row from private.plan_shares where id = ${id}`;
    expect(row?.row).not.toContain(token.slice(32));
    const elsewhere = await db.makePlan('owner', await db.makeTask('owner'));
    await db.sql`update private.plan_shares set plan_id = ${elsewhere} where id = ${id}`;
    expect(await open(token)).toBeNull();
    await db.sql`update private.plan_shares set plan_id = ${plan} where id = ${id}`;
    expect(await open(token)).toMatchObject({ plan_id: plan });
    await db.sql`update private.plan_shares set expires_at = expires_at + interval '1 year' where id = ${id}`;
    expect(await open(token)).toBeNull();
  });

  test('ends at its time', async () => {
    const { token, id } = await share(owner, new Date(Date.now() + 1500).toISOString());
    expect(await open(token)).toMatchObject({ id });
    await expect.poll(() => open(token), { timeout: 5000 }).toBeNull();
    expect(await list(owner)).toEqual([]);
  });

  test('that is unknown, malformed or another one opens nothing', async () => {
    const { token } = await share(owner);
    const last = token.at(-1) === '0' ? '1' : '0';
    for (const wrong of [
      token.slice(0, -1) + last,
      `${'0'.repeat(32)}${token.slice(32)}`,
      token.toUpperCase(),
      '',
      "'",
      `${token}0`,
    ])
      expect(await open(wrong)).toBeNull();
    expect(await list(owner)).toMatchObject([{ opens: 0 }]);
  });
});

test('other callers cannot make, see or revoke links, and only the server opens them', async () => {
  const { id, token } = await share(owner);
  const agents = [
    agentKey('owner', 'read', 'write', 'approve'),
    { ...agentKey('owner', 'read', 'write'), claims: { ...agentKey('owner').claims, plan_id: plan } },
  ];
  for (const agent of agents) {
    expect((await expectError(share(agent), 'AE403')).message).toContain('agent key');
    await expectError(list(agent), 'AE403');
    await expectError(revoke(agent, id), 'AE403');
  }
  await expectError(share(other), 'AE404');
  await expectError(revoke(other, id), 'AE404');
  expect(await list(other)).toEqual([]);
  await expectError(share(serviceRole), 'AE400');
  await expectError(share(serviceRole, null, 'other'), 'AE404');
  await expectError(share(owner, null, 'other'), 'AE403');
  expect(await share(serviceRole, null, 'owner')).toMatchObject({ plan_id: plan });
  expect(await list(serviceRole, 'owner')).toHaveLength(2);
  await expectError(share(anon), '42501');
  for (const identity of [owner, other, serviceRole, anon, ...agents])
    await expectError(open(token, identity), '42501');
  for (const identity of [owner, other, serviceRole, anon])
    await expectError(
      db.as(identity, (tx) => tx`select * from private.plan_shares`),
      '42501',
    );
});

test('no caller may log that a plan was shared', async () => {
  for (const action of ['share_plan', 'Share-Plan', 'revoke_share'])
    await expectError(
      db.as(owner, (tx) => tx`select agent_add_log(plan_id => ${plan}, action_type => ${action})`),
      'AE400',
    );
});
