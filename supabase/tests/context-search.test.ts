import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, openDatabase, other, owner, person } from './identities.ts';

let database: Database;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.end());

interface Found {
  entries: {
    id: string;
    context_key: string;
    snippet: string;
    score: number;
    parts: { lexical: number | null; words: string[] };
  }[];
  found: number;
  types: { value: string; count: number }[];
  tasks: { value: string; title: string; count: number }[];
  plans: { value: string; count: number }[];
}

interface Entry {
  key: string;
  value: string;
  type?: string;
  task?: string;
  plan?: string;
  metadata?: object;
  expires?: string;
}

const remember = (identity: typeof owner, { key, value, type, task, plan, metadata, expires }: Entry) =>
  database.as(
    identity,
    (tx) =>
      tx`select agent_set_context(${type ?? 'note'}, ${key}, ${value}, ${task ?? null}, ${plan ?? null}, null,
        ${JSON.stringify(metadata ?? {})}::text::jsonb, ${expires ?? null})`,
  );

async function search(
  query: string,
  {
    identity = owner,
    ...filters
  }: Partial<Record<'task_id' | 'plan_id' | 'context_type' | 'since', string>> & {
    identity?: typeof owner;
    is_prefix?: boolean;
    max_rows?: number;
  } = {},
): Promise<Found> {
  const [row] = await database.as(
    identity,
    (tx) => tx<
      { found: Found }[]
    >`select agent_search_context(${query}, ${filters.task_id ?? null}, ${filters.plan_id ?? null},
      ${filters.context_type ?? null}, ${filters.since ?? null}, ${filters.max_rows ?? 20}, null, null, ${filters.is_prefix ?? false}) as found`,
  );
  if (!row) throw new Error('The function gave no row.');
  return row.found;
}

const keys = (found: Found) => found.entries.map((entry) => entry.context_key);

describe('search results', () => {
  const me = person('finder');
  const find = (query: string, more = {}) => search(query, { identity: me, ...more });
  beforeAll(async () => {
    for (const entry of [
      {
        key: 'login/flaky',
        value: 'The login test is flaky: it waits for src/auth/session-store.ts to be written.',
      },
      {
        key: 'importer',
        value: 'Nightly import\nProfile the importer with setContext and retryCount first.',
      },
      { key: 'bakery', value: 'Bread needs flour, water, salt and time.', type: 'recipe' },
      {
        key: 'décision',
        value: 'Größe und Übermut: naïve façade',
        metadata: { source: { paper: 'Zettelkasten' } },
      },
      { key: 'release notes', value: 'Do not ship on Friday. The release waits for the flaky test.' },
    ])
      await remember(me, entry);
  });

  test.each([
    ['a question as typed', 'why does the login test wait for the session?', 'login/flaky'],
    ['a part of a path', 'session', 'login/flaky'],
    ['a whole path', 'src/auth/session-store.ts', 'login/flaky'],
    ['a word of a camel-case name', 'retry', 'importer'],
    ['a whole name', 'retryCount', 'importer'],
    ['a word of the key', 'importers', 'importer'],
    ['the type', 'recipes', 'bakery'],
    ['a value deep in the metadata', 'zettelkasten', 'décision'],
    ['another alphabet', 'übermut', 'décision'],
    ['a mistyped word', 'impotrer', 'importer'],
    ['a phrase', '"flaky test"', 'release notes'],
    ['a key', 'key:bakery', 'bakery'],
    ['a key with a space', 'key:"release notes"', 'release notes'],
  ])('%s', async (_, query, key) => {
    expect(keys(await find(query))[0]).toBe(key);
  });

  test('contain any of the words; entries with more and rarer words come first', async () => {
    expect(keys(await find('flaky login elephants'))).toEqual(['login/flaky', 'release notes']);
  });

  test('match a phrase in its order only', async () => {
    expect(keys(await find('"test flaky"'))).toEqual([]);
  });

  test('omit entries with an excluded word', async () => {
    expect(keys(await find('flaky -friday'))).toEqual(['login/flaky']);
    expect(keys(await find('flaky -"login test"'))).toEqual(['release notes']);
  });

  test('match the beginning of a word while the user types', async () => {
    expect(keys(await find('zettelk'))).toEqual([]);
    expect(keys(await find('zettelk', { is_prefix: true }))).toEqual(['décision']);
  });

  test('are all entries, newest first, for a query without words', async () => {
    expect(keys(await find(' '))).toEqual(['release notes', 'décision', 'bakery', 'importer', 'login/flaky']);
    expect(keys(await find('type:recipe'))).toEqual(['bakery']);
  });

  test('mark the matches, with words and a score', async () => {
    const [entry] = (await find('flour and salt')).entries;
    expect(entry?.snippet).toContain('\ue000flour\ue001');
    expect(entry).toMatchObject({ score: 1, parts: { words: ['flour', 'salt'] } });
  });

  test('show the most relevant place of a long text, however far down it is', async () => {
    const identity = person('long-text');
    const filler = 'Nothing of note happened on that day. '.repeat(1500);
    await remember(identity, {
      key: 'diary',
      value: `We rehearsed. ${filler}The rehearsals of the symphony began; the conductor was happy. ${filler}`,
    });
    const shown = async (query: string) => (await search(query, { identity })).entries[0]?.snippet;
    expect(await shown('symphony rehearsal')).toMatch(/\ue000rehearsals\ue001 of the \ue000symphony\ue001/);
    expect(await shown('happiness')).toContain('\ue000happy\ue001');
    expect(await shown('diary')).toMatch(/^We rehearsed/);
  });

  test('are counted by type', async () => {
    expect((await find('bread flaky')).types).toEqual([
      { value: 'note', count: 2 },
      { value: 'recipe', count: 1 },
    ]);
  });

  test('come in pages of one order', async () => {
    const all = await find('flaky test importer bread');
    const [last] = all.entries.slice(1, 2);
    const [row] = await database.as(
      me,
      (tx) => tx<{ found: Found }[]>`select agent_search_context('flaky test importer bread', max_rows => 20,
        before_score => ${last?.score ?? 0}, before_id => ${last?.id ?? ''}) as found`,
    );
    expect(row && keys(row.found)).toEqual(keys(all).slice(2));
  });
});

test('finds an entry by the title of its task, and within a task and plan', async () => {
  const me = person('planner');
  await database.sql`insert into deep_work_tasks (id, user_id, title) values ('planner-1', 'planner', 'Quarterly report')`;
  const plan = await database.makePlan('planner', 'planner-1');
  await remember(me, { key: 'draft', value: 'Ask Ada', plan });
  await remember(me, { key: 'alone', value: 'Ask Ada' });
  expect(keys(await search('quarterly', { identity: me }))).toEqual(['draft']);
  expect(keys(await search('ada', { identity: me, task_id: 'planner-1' }))).toEqual(['draft']);
  expect(keys(await search('ada', { identity: me, plan_id: plan }))).toEqual(['draft']);
  const { tasks, plans } = await search('ada', { identity: me });
  expect(tasks).toEqual([{ value: 'planner-1', title: 'Quarterly report', count: 1 }]);
  expect(plans).toMatchObject([{ value: plan, count: 1 }]);
});

test('neither finds nor counts an expired entry', async () => {
  const me = person('forgetful');
  await remember(me, { key: 'gone', value: 'Elephants', expires: '2020-01-01T00:00:00Z' });
  expect(await search('elephants', { identity: me })).toMatchObject({ entries: [], found: 0, types: [] });
});

describe('queries that match nothing', () => {
  test.each([
    ['nothing', ''],
    ['one character', 'x'],
    ['10,000 characters', 'word '.repeat(2000)],
    ['emoji alone', '🦄🦄 🔥'],
    ['an unclosed quote', '"flaky test'],
    ['the operators of tsquery', '& | ! ( ) <-> :* flaky:*A & !'],
    ['SQL', `'; drop table agent_context_memory; --`],
    ['a backslash', "\\ \\\\ \\'"],
    ['filters without values', 'key: type: task:'],
    ['only exclusions', '-flaky -"a b"'],
    ['control characters', '\u0001\u0002\u200b'],
  ])('%s', async (_, query) => {
    await remember(owner, { key: 'some', value: 'flaky test' });
    expect(Array.isArray((await search(query)).entries)).toBe(true);
  });
});

test('keeps a value of a million identical words, or without any word, and finds it by its key', async () => {
  const me = person('heavy');
  await remember(me, { key: 'monotony', value: 'word '.repeat(26_000) });
  await remember(me, { key: 'noise', value: '\u0001\u0002'.repeat(3000) + 'ÿþ'.repeat(3000) });
  await remember(me, { key: 'endless', value: 'x'.repeat(131_000) });
  for (const key of ['monotony', 'noise', 'endless'])
    expect(keys(await search(key, { identity: me }))[0]).toBe(key);
});

test('finds, counts and completes nothing of another owner', async () => {
  const words = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta'];
  const people = ['p1', 'p2', 'p3'].map(person);
  let seed = 7;
  const pick = <T>(list: T[]): T => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return list[seed % list.length] as T; // No list here is empty.
  };
  for (let n = 0; n < 60; n += 1) {
    const mine = n % 3;
    await remember(people[mine] ?? owner, {
      key: `p${mine + 1}-${n}`,
      type: `of-p${mine + 1}`,
      value: `${pick(words)} ${pick(words)} secret${mine + 1}`,
    });
  }
  for (const [place, identity] of people.entries()) {
    for (const query of [
      ...words,
      'secret1 secret2 secret3',
      'secret',
      '',
      'type:of-p1',
      'key:p2-1',
      'alpha -beta',
    ]) {
      const found = await search(query, { identity, max_rows: 100 });
      for (const entry of found.entries) expect(entry.context_key).toMatch(new RegExp(`^p${place + 1}-`));
      expect(JSON.stringify(found)).not.toMatch(new RegExp(`secret[^${place + 1}s]`));
      for (const { value } of found.types) expect(value).toBe(`of-p${place + 1}`);
    }
  }
  expect(await search('alpha', { identity: other })).toMatchObject({ found: 0, types: [] });
});

describe('accents, Unicode forms and scripts without spaces', () => {
  const found = async (query: string) => (await search(query)).entries.map((entry) => entry.context_key);

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
      await remember(owner, { key, value });
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
    expect((await search(query)).entries[0]?.snippet).toContain(marked);
  });

  test('shows the place in a long text where the characters occur', async () => {
    const value = `${'无关的内容。'.repeat(600)}最后把缓存删除了。${'其他。'.repeat(200)}`;
    await remember(owner, { key: 'long', value });
    const [entry] = (await search('缓存')).entries;
    expect(entry).toMatchObject({ context_key: 'long' });
    expect(entry?.snippet).toContain('\uE000缓存\uE001');
  });

  test('treats both Unicode forms of a key as the same key', async () => {
    await remember(owner, { key: 'Re\u0301sume\u0301', value: 'First' });
    await remember(owner, { key: 'R\u00e9sum\u00e9', value: 'Second' });
    const rows = await database.as(
      owner,
      (tx) => tx`select context_value, version from agent_context_memory where context_key like 'R_sum_'`,
    );
    expect(rows).toEqual([{ context_value: 'Second', version: 2 }]);
    expect((await search('key:Re\u0301sume\u0301')).entries).toHaveLength(1);
  });
});
