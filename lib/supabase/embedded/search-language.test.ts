import postgres from 'postgres';
import { expect, inject, test } from 'vitest';
import { copyDatabase } from '../../../tests/support/test-database.ts';
import { setSearchLanguage } from './search-language.ts';

test('sets a language once for every connection, and finds stored entries in it', async () => {
  const url = await copyDatabase(inject('adminUrl'), 'migrated');
  const connect = () => postgres(url, { max: 1, onnotice: () => {} });
  const find = async (word: string) => {
    const sql = connect();
    await sql`select set_config('request.jwt.claims', '{"sub":"me","role":"authenticated"}', false)`;
    await sql`select agent_set_context('note', 'k', 'Die roten Türen der Katzen')`;
    const [row] = await sql`select json_array_length(agent_search_context(${word}) -> 'entries') as found`;
    await sql.end();
    return row?.found;
  };
  expect(await find('rot')).toBe(0);
  const set = async (language: string) => {
    const sql = connect();
    return setSearchLanguage(sql, language).finally(() => sql.end());
  };
  expect(await set('english')).toBe(false);
  expect(await set('german')).toBe(true);
  expect(await set('german')).toBe(false);
  expect(await find('rot')).toBe(1);
  await expect(set('klingon')).rejects.toThrow(/does not know klingon. It knows .*german/);
});
