/** Over /rest/v1, any query string is accepted or refused, without a server error. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { env } from '@/lib/env';
import { copyDatabase } from '@/tests/support/test-database';
import { createEmbeddedApi, type EmbeddedApi } from './api';

let api: EmbeddedApi;

beforeAll(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  api = createEmbeddedApi({ ...env(), databaseUrl: await copyDatabase(inject('adminUrl'), 'migrated') });
});

afterAll(() => api.close());

async function read(path: string): Promise<{ status: number; text: string }> {
  const response = await api.fetch(`http://localhost/rest/v1/${path}`, {
    headers: { apikey: env().secretKey ?? '' },
  });
  return { status: response.status, text: await response.text() };
}

/** Returns conditions nested to the given depth. */
const nested = (levels: number, innermost = 'title.eq.x'): string =>
  `(${'and('.repeat(levels - 1)}${innermost}${')'.repeat(levels - 1)})`;

test.each([
  ['and', nested(1500)],
  ['or', nested(21)],
  ['not.or', nested(1500)],
  ['deep_work_subtasks.and', nested(1500)],
  ['deep_work_subtasks.not.or', nested(1500)],
  ['select', `id${',deep_work_subtasks(id'.repeat(1500)}${')'.repeat(1500)}`],
  ['and', '('.repeat(5000)],
])('refuses a query that nests too deeply: %s=%.30s', async (name, value) => {
  const { status, text } = await read(`deep_work_tasks?select=*&${name}=${value}`);
  expect(status).toBe(400);
  expect(JSON.parse(text)).toEqual({
    code: 'PGRST100',
    message: `Parentheses in "${name}" are nested more than 20 deep.`,
    details: null,
    hint: 'Nest fewer conditions, or send several requests.',
  });
});

test('accepts nesting within the limit, and parentheses in values', async () => {
  expect((await read(`deep_work_tasks?and=${nested(20)}`)).status).toBe(200);
  const parentheses = '('.repeat(50);
  expect((await read(`deep_work_tasks?title=eq.${parentheses}`)).status).toBe(200);
  expect((await read(`deep_work_tasks?or=(title.eq."${parentheses}",title.eq.x)`)).status).toBe(200);
});

test('refuses more columns than Postgres can return, with a hint', async () => {
  const { status, text } = await read(`deep_work_tasks?select=${'id,'.repeat(2000)}id`);
  expect(status).toBe(400);
  expect(JSON.parse(text)).toMatchObject({ code: '54011', hint: expect.stringContaining('fewer columns') });
});

test.each([
  '__proto__=eq.1',
  '"__proto__"=eq.1',
  '%5f_proto__=eq.1',
  '__proto__=like(any).{a}',
  '__proto__->a=eq.1',
  'constructor=eq.x',
  'toString=eq.1',
  'select=id,deep_work_subtasks(id)&deep_work_subtasks.__proto__=eq.1',
])('refuses to filter by a name that every object inherits: %s', async (query) => {
  const inherited = [Object.prototype, Object];
  const before = inherited.map((object) => Object.keys(object));
  const { status, text } = await read(`deep_work_tasks?${query}`);
  expect(status).toBe(400);
  expect(JSON.parse(text)).toMatchObject({ code: 'PGRST100', hint: 'Filter by a column of the table.' });
  expect(inherited.map((object) => Object.keys(object))).toEqual(before);
});

const column = fc.constantFrom(
  'id',
  'title',
  'due_date',
  'completed',
  'created_at',
  'title->a',
  'x',
  '',
  '*',
  '__proto__',
  '"title"',
);
const operator = fc.constantFrom(
  'eq',
  'neq',
  'gt',
  'like',
  'ilike',
  'in',
  'is',
  'fts',
  'plfts',
  'wfts(english)',
  'cs',
  'cd',
  'ov',
  'sl',
  'sr',
  'nxr',
  'adj',
  'isdistinct',
  'like(any)',
  'eq(all)',
  'not.eq',
  'not.not.in',
  'match',
  'x',
  '',
);
const operand = fc.oneof(
  fc.constantFrom(
    '',
    'null',
    'true',
    '(1,2)',
    '()',
    '(',
    '{a}',
    '{',
    '[1,2)',
    '"',
    '"a"',
    '\\',
    '12',
    '2026-01-31',
    '1e999',
    "'",
    '%00',
    '*',
    'infinity',
  ),
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const condition = fc.tuple(operator, operand).map(([name, value]) => `${name}.${value}`);
const logic = fc.letrec<{ list: string; item: string }>((tie) => ({
  item: fc.oneof(
    { depthSize: 'small' },
    fc.tuple(column, condition).map(([name, is]) => `${name}.${is}`),
    fc.tuple(fc.constantFrom('and', 'or', 'not.and', 'not.or'), tie('list')).map((parts) => parts.join('')),
  ),
  list: fc.array(tie('item'), { maxLength: 3 }).map((items) => `(${items.join()})`),
})).list;
const selected = fc
  .array(
    fc.oneof(
      column,
      fc.constantFrom(
        'count()',
        'id.sum()',
        'a:title',
        'title::int',
        'title::x',
        'id::uuid',
        '...deep_work_subtasks(id)',
        'deep_work_subtasks(*)',
        'deep_work_subtasks!inner(id)',
        'deep_work_subtasks!x(id)',
        'deep_work_subtasks(',
        'x(*)',
        ')',
      ),
    ),
    { maxLength: 4 },
  )
  .map((parts) => parts.join());
const parameter = fc.oneof(
  fc.tuple(column, condition),
  fc.tuple(fc.constantFrom('and', 'or', 'not.or', 'deep_work_subtasks.or'), logic),
  fc.tuple(fc.constant('select'), selected),
  fc.tuple(
    fc.constantFrom('order', 'deep_work_subtasks.order'),
    fc
      .tuple(column, fc.constantFrom('', '.asc', '.desc.nullslast', '.x', ',', '.'))
      .map((parts) => parts.join('')),
  ),
  fc.tuple(
    fc.constantFrom('limit', 'offset', 'deep_work_subtasks.limit'),
    fc.oneof(operand, fc.constantFrom('-1', '1e9', '99999999999999999999', '1.5')),
  ),
  fc.tuple(fc.constantFrom('columns', 'on_conflict', 'x', '', 'deep_work_subtasks.title'), operand),
);

test('handles any query string without a server error, and changes no prototype', async () => {
  const encode = (text: string) => (text === '%00' ? text : encodeURIComponent(text.toWellFormed()));
  await fc.assert(
    fc.asyncProperty(fc.array(parameter, { maxLength: 4 }), async (parameters) => {
      const query = parameters
        .map(([name, value]) => `${encodeURIComponent(name)}=${encode(value)}`)
        .join('&');
      const { status, text } = await read(`deep_work_tasks?${query}`);
      expect(status, `${parameters.join(' & ')}: ${text}`).toBeLessThan(500);
      expect(Object.keys(Object.prototype), parameters.join(' & ')).toEqual([]);
    }),
    { numRuns: 300, seed: 17 },
  );
}, 120_000);
