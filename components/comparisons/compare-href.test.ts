import { expect, test } from 'vitest';
import { compareHref, readRun } from './compare-href';

const id = '7c9e6679-7425-40de-944b-000000000001';

test.each([
  [id, { plan_id: id }],
  [`${id}@3`, { plan_id: id, version: 3 }],
  [`${id}@`, null],
  ['nonsense', null],
  [undefined, null],
  [[id], null],
])('reads %j as %j', (value, run) => {
  expect(readRun(value)).toEqual(run);
});

test('writes what it reads', () => {
  expect(compareHref({})).toBe('/compare');
  expect(compareHref({ left: { plan_id: id } })).toBe(`/compare?left=${id}`);
  expect(compareHref({ left: { plan_id: id, version: 1 }, right: { plan_id: id }, isShort: true })).toBe(
    `/compare?left=${id}@1&right=${id}&only=differences`,
  );
});
