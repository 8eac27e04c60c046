import { expect, test } from 'vitest';
import { readBeads } from './beads.ts';

type Link = [type: string, id: string];

const issue = (id: string, links: Link[] = [], more: object = {}) =>
  JSON.stringify({
    id,
    title: `Issue ${id}`,
    status: 'open',
    dependencies: links.map(([type, depends_on_id]) => ({ issue_id: id, depends_on_id, type })),
    ...more,
  });
const read = (...lines: string[]) => readBeads('shop', lines.join('\n'));

test('makes a plan of an issue with its children, and one of all others', () => {
  const { lists, problems } = read(
    issue('s-1'),
    issue('s-1.1', [['parent-child', 's-1']]),
    issue('s-1.2', [
      ['parent-child', 's-1'],
      ['blocks', 's-1.1'],
    ]),
    issue('s-1.2.1', [['parent-child', 's-1.2']]),
    issue('s-2'),
    issue('s-3', [['blocks', 's-2']]),
  );
  expect(lists.map(({ name, title, items }) => [name, title, items.map(({ id }) => id)])).toEqual([
    ['s-1', 'Issue s-1', ['s-1.2.1', 's-1.1', 's-1.2', 's-1']],
    ['shop/issues', 'shop: issues', ['s-2', 's-3']],
  ]);
  expect(lists[0]?.items.at(-1)?.waits_for).toEqual(['s-1.1', 's-1.2']);
  expect(lists[1]?.items[1]?.waits_for).toEqual(['s-2']);
  expect(problems).toEqual([]);
});

test.each([
  ['open', 'pending'],
  ['deferred', 'pending'],
  ['in_progress', 'in_progress'],
  ['hooked', 'in_progress'],
  ['blocked', 'blocked'],
  ['closed', 'completed'],
])('reads the status %s as %s', (status, expected) => {
  expect(read(issue('s-1', [], { status })).lists[0]?.items[0]?.status).toBe(expected);
});

test('mentions other links and the reason of the end', () => {
  const more = { description: 'It fails', close_reason: 'Fixed', status: 'closed' };
  const [list] = read(issue('s-1', [['discovered-from', 's-0']], more)).lists;
  expect(list?.items[0]).toMatchObject({
    waits_for: [],
    details: 'It fails\n\nDiscovered from:\ns-0\n\nClosed:\nFixed',
  });
});

test('names lines that are not JSON, and ignores other rows and tombstones', () => {
  const { lists, problems } = read(
    '{"id":',
    '[]',
    '',
    issue('s-1', [], { status: 'tombstone' }),
    issue('s-2'),
  );
  expect(lists[0]?.items.map(({ id }) => id)).toEqual(['s-2']);
  expect(problems).toEqual(['Line 1 is not JSON.']);
});

test('ends at parents in a circle', () => {
  const { lists } = read(issue('s-1', [['parent-child', 's-2']]), issue('s-2', [['parent-child', 's-1']]));
  expect(lists.flatMap(({ items }) => items)).toHaveLength(2);
});
