/** The search of context in other languages: accents, Unicode forms and scripts without spaces. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { remember, search } from './context-searches.ts';
import { type Database, openDatabase, owner } from './identities.ts';

let database: Database;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.end());

describe('accents, Unicode forms and scripts without spaces', () => {
  const found = async (query: string) =>
    (await search(database, query)).entries.map((entry) => entry.context_key);

  beforeAll(async () => {
    for (const [key, value] of [
      ['french', 'Le Café ferme à minuit'],
      ['polish', 'Magazyn w Łodzi, czyli Łódź'],
      ['german', 'Die Größe der Straße'],
      ['chinese', '我们决定把数据库迁移到新的服务器'],
      ['japanese', '東京のデータベースを移行しました'],
      ['korean', '새 데이터베이스를 이전했습니다'],
      ['thai', 'เราย้ายฐานข้อมูลไปยังเซิร์ฟเวอร์ใหม่'],
      ['mixed', 'Postgres数据库的备份在每天晚上'],
    ] as const)
      await remember(database, owner, { key, value });
  });

  test.each([
    ['cafe', 'french'],
    ['CAFÉ', 'french'],
    ['Cafe\u0301', 'french'],
    ['lodz', 'polish'],
    ['Łódź', 'polish'],
    ['Lo\u0301dz\u0301', 'polish'],
    ['grosse', 'german'],
    ['strasse', 'german'],
    ['服务器', 'chinese'],
    ['把数据库迁移', 'chinese'],
    ['移', 'chinese'],
    ['データベース', 'japanese'],
    ['ﾃﾞｰﾀﾍﾞｰｽ', 'japanese'],
    ['東京', 'japanese'],
    ['데이터베이스', 'korean'],
    ['이전', 'korean'],
    ['ฐานข้อมูล', 'thai'],
    ['备份', 'mixed'],
    ['postgres', 'mixed'],
    ['"数据库的备份"', 'mixed'],
  ])('finds %s', async (query, key) => {
    expect((await found(query))[0]).toBe(key);
  });

  test('ranks the entry with all character pairs before one with a few', async () => {
    expect((await found('数据库')).slice(0, 2).sort()).toEqual(['chinese', 'mixed']);
    expect((await found('数据库迁移'))[0]).toBe('chinese');
  });

  test('does not match a phrase whose characters are not adjacent', async () => {
    expect(await found('"数迁"')).toEqual([]);
    expect(await found('备份 -每天')).not.toContain('mixed');
  });

  test.each([
    ['cafe', '\uE000Café\uE001'],
    ['数据库', '\uE000数据库\uE001'],
    ['데이터베이스', '\uE000데이터베이스\uE001'],
  ])('marks what %s found in its original spelling', async (query, marked) => {
    expect((await search(database, query)).entries[0]?.snippet).toContain(marked);
  });

  test('shows the place in a long text where the characters occur', async () => {
    const value = `${'无关的内容。'.repeat(600)}最后把缓存删除了。${'其他。'.repeat(200)}`;
    await remember(database, owner, { key: 'long', value });
    const [entry] = (await search(database, '缓存')).entries;
    expect(entry).toMatchObject({ context_key: 'long' });
    expect(entry?.snippet).toContain('\uE000缓存\uE001');
  });

  test('treats both Unicode forms of a key as the same key', async () => {
    await remember(database, owner, { key: 'Re\u0301sume\u0301', value: 'First' });
    await remember(database, owner, { key: 'R\u00e9sum\u00e9', value: 'Second' });
    const rows = await database.as(
      owner,
      (tx) => tx`select context_value, version from agent_context_memory where context_key like 'R_sum_'`,
    );
    expect(rows).toEqual([{ context_value: 'Second', version: 2 }]);
    expect((await search(database, 'key:Re\u0301sume\u0301')).entries).toHaveLength(1);
  });
});
