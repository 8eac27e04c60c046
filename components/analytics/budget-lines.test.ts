import { expect, test } from 'vitest';
import { budgetLines } from './budget-lines';

const budget = (id: string, shares: number[]) => ({
  id,
  plan_id: id,
  task_id: null,
  agent_key_id: null,
  limit_usd: 10,
  limit_tokens: null,
  over_time: shares.map((share, day) => ({
    period: `2026-03-0${day + 1}`,
    spent_usd: share * 10,
    spent_tokens: 0,
    share,
  })),
});

test('draws the share of each budget by period, in the colour of its state', () => {
  const { series, shares, axis } = budgetLines(
    [budget('a', [0.5, 1.2]), budget('b', [0.1, 0.85]), budget('c', [0.1]), budget('d', [0.1])],
    [{ id: 'a', name: 'Import (research)' }],
  );
  expect(series.map(({ name, tone }) => [name, tone])).toEqual([
    ['Budget of Import (research)', 'failed'],
    ['Budget of a plan', 'blocked'],
    ['Budget of a plan', 'muted'],
  ]);
  expect(shares.get('2026-03-02')).toEqual({ budget0: 1.2, budget1: 0.85 });
  expect(axis).toMatchObject({ ticks: [0, 0.5, 1, 1.5], domain: [0, 1.5], limit: 1 });
});

test('draws nothing of a budget that was set after the range', () => {
  expect(budgetLines([budget('a', [])], []).series).toEqual([]);
});
