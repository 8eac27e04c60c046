/** Sign-out, and each form of an ended session's token at the embedded API. */
import type postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { env } from '@/lib/env';
import {
  closeAccounts,
  openAccounts,
  password,
  requestTo,
  signIn,
  signUp,
  tokenOf,
} from '../../../tests/support/test-accounts';
import { embeddedFetch } from './api';

let admin: postgres.Sql;

beforeAll(async () => {
  admin = await openAccounts();
});
afterAll(() => closeAccounts(admin));

describe('sign-out', () => {
  /** Returns whether each interface of the embedded API refuses the token. */
  async function isRefused(token: string): Promise<boolean[]> {
    const requests = [
      requestTo('/rest/v1/agent_execution_plans', undefined, token),
      requestTo('/rest/v1/rpc/agent_list_retention', {}, token),
      requestTo('/rest/v1/rpc/agent_list_retention?select=*', {}, token),
      requestTo('/auth/v1/user', undefined, token),
    ];
    const responses = await Promise.all(requests.map((request) => embeddedFetch(request)));
    return responses.map(({ status }) => status === 401 || status === 403);
  }
  const allRefused = Array(4).fill(true);
  const noneRefused = Array(4).fill(false);

  it.each([
    ['local', { own: true, other: false }],
    ['others', { own: false, other: true }],
    ['global', { own: true, other: true }],
  ] as const)(
    'with scope %s immediately ends the sessions of that scope and no others',
    async (scope, ended) => {
      const { email, token } = await signUp();
      const other = await tokenOf(await signIn(email));
      for (const one of [token, other]) expect(await isRefused(one)).toEqual(noneRefused);
      expect((await embeddedFetch(requestTo(`/auth/v1/logout?scope=${scope}`, {}, token))).status).toBe(204);
      expect(await isRefused(token)).toEqual(ended.own ? allRefused : noneRefused);
      expect(await isRefused(other)).toEqual(ended.other ? allRefused : noneRefused);
    },
  );

  test('applies to every spelling of the token and the key', async () => {
    const { db, token } = await signUp();
    const key = env().publishableKey;
    const send = (path: string, authorization: string, headers: Record<string, string> = { apikey: key }) =>
      embeddedFetch(`http://localhost${path}`, { headers: { ...headers, authorization } });
    const statuses = async () => {
      const responses = await Promise.all([
        send('/rest/v1/agent_execution_plans', `Bearer ${token}`),
        send('/rest/v1/agent_execution_plans', `Bearer   ${token}`),
        send('/rest/v1/agent_execution_plans', `Bearer\t${token}`),
        send(`/rest/v1/agent_execution_plans?apikey=${key}`, `Bearer ${token}`, {}),
      ]);
      return responses.map(({ status }) => status);
    };
    const before = await statuses();
    expect([before.at(0), before.at(-1)]).toEqual([200, 200]);
    await db.auth.signOut({ scope: 'local' });
    expect(await statuses()).toEqual([401, 401, 401, 401]);
  });

  test('stays in force after a restart', async () => {
    const { db, token } = await signUp();
    await db.auth.signOut({ scope: 'local' });
    globalThis.embeddedApis?.clear();
    expect(await isRefused(token)).toEqual(allRefused);
    const change = { password: 'another-horse', current_password: password };
    expect((await embeddedFetch(requestTo('/auth/v1/user', change, token, 'PUT'))).status).toBe(403);
  });
});
