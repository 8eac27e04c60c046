import { expect, test } from 'vitest';
import { isMet, withTargets } from './targets';

const row = (what: string, clients: number, ofBase: number) => ({
  ...{ what, clients, ofBase, rate: 100, p50: 1, p95: 2 },
  ...{ storeMicros: 1, nodeMicros: 1, others: 0 },
});

test('a target holds only for its numbers of clients', () => {
  const rows = [1, 8, 16].map((clients) => row('step: service, in-process', clients, 0.8));
  const figures = withTargets([{ rows }]);
  expect(figures.map(({ what, atLeast }) => [what, atLeast])).toEqual([
    ['step: service, in-process, 1', 0.45],
    ['step: service, in-process, 8', 0.7],
    ['step: service, in-process, 16', 0.9],
  ]);
  expect(figures.map(isMet)).toEqual([true, true, false]);
});

test('rows and figures without a target are omitted', () => {
  const figures = [{ what: 'soak: rows', value: 3, unit: '' }];
  expect(withTargets([{ rows: [row('step: bare', 1, 1)], figures }])).toEqual([]);
});

test('a figure that could not be measured misses its target', () => {
  expect(isMet({ what: 'flat', value: Number.NaN, unit: 'x', atMost: 1.2 })).toBe(false);
});
