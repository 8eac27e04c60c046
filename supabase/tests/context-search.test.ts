/** The search of context: what it finds, ranks, marks and counts, and for whom. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Found, remember, search } from './context-searches.ts';
import { type Database, openDatabase, other, owner, person } from './identities.ts';

let database: Database;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.end());

const keys = (found: Found) => found.entries.map((entry) => entry.context_key);

describe('search results', () => {
  const me = person('finder');
  const find = (query: string, more = {}) => search(database, query, { identity: me, ...more });
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
      await remember(database, me, entry);
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
    await remember(database, identity, {
      key: 'diary',
      value: `We rehearsed. ${filler}The rehearsals of the symphony began; the conductor was happy. ${filler}`,
    });
    const shown = async (query: string) => (await search(database, query, { identity })).entries[0]?.snippet;
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
  await remember(database, me, { key: 'draft', value: 'Ask Ada', plan });
  await remember(database, me, { key: 'alone', value: 'Ask Ada' });
  expect(keys(await search(database, 'quarterly', { identity: me }))).toEqual(['draft']);
  expect(keys(await search(database, 'ada', { identity: me, task_id: 'planner-1' }))).toEqual(['draft']);
  expect(keys(await search(database, 'ada', { identity: me, plan_id: plan }))).toEqual(['draft']);
  const { tasks, plans } = await search(database, 'ada', { identity: me });
  expect(tasks).toEqual([{ value: 'planner-1', title: 'Quarterly report', count: 1 }]);
  expect(plans).toMatchObject([{ value: plan, count: 1 }]);
});

test('neither finds nor counts an expired entry', async () => {
  const me = person('forgetful');
  await remember(database, me, { key: 'gone', value: 'Elephants', expires: '2020-01-01T00:00:00Z' });
  expect(await search(database, 'elephants', { identity: me })).toMatchObject({
    entries: [],
    found: 0,
    types: [],
  });
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
    await remember(database, owner, { key: 'some', value: 'flaky test' });
    expect(Array.isArray((await search(database, query)).entries)).toBe(true);
  });
});

test('keeps a value of a million identical words, or without any word, and finds it by its key', async () => {
  const me = person('heavy');
  await remember(database, me, { key: 'monotony', value: 'word '.repeat(26_000) });
  await remember(database, me, { key: 'noise', value: '\u0001\u0002'.repeat(3000) + 'ÿþ'.repeat(3000) });
  await remember(database, me, { key: 'endless', value: 'x'.repeat(131_000) });
  for (const key of ['monotony', 'noise', 'endless'])
    expect(keys(await search(database, key, { identity: me }))[0]).toBe(key);
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
    await remember(database, people[mine] ?? owner, {
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
      const found = await search(database, query, { identity, max_rows: 100 });
      for (const entry of found.entries) expect(entry.context_key).toMatch(new RegExp(`^p${place + 1}-`));
      expect(JSON.stringify(found)).not.toMatch(new RegExp(`secret[^${place + 1}s]`));
      for (const { value } of found.types) expect(value).toBe(`of-p${place + 1}`);
    }
  }
  expect(await search(database, 'alpha', { identity: other })).toMatchObject({ found: 0, types: [] });
});
