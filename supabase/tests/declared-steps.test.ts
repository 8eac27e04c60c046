/** Property tests of declared steps: valid ones, ones with a single fault, and ones with a dependency cycle. */
import fc from 'fast-check';
import type postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from './identities.ts';
import { validSteps } from './valid-steps.ts';

let sql: postgres.Sql;
beforeAll(async () => {
  ({ sql } = await openDatabase());
});
afterAll(() => sql.end());

async function refusal(steps: unknown): Promise<string | null> {
  const value = sql.json(steps as postgres.JSONValue); // Any value that JSON can carry.
  return sql`select private.check_steps(${value}), private.check_no_cycle(${value})`.then(
    () => null,
    (error: postgres.PostgresError) => error.code,
  );
}

test('accepts every plan of valid steps', async () => {
  await fc.assert(
    fc.asyncProperty(validSteps, async (steps) => {
      expect(await refusal(steps)).toBeNull();
    }),
    { numRuns: 100 },
  );
});

test('refuses steps with a single fault anywhere', async () => {
  const faults = fc.constantFrom<object>(
    { step: 0 },
    { step: 99 },
    { step: '1' },
    { step: null },
    { action: '' },
    { action: 7 },
    { action: 'x'.repeat(101) },
    { description: ' ' },
    { description: null },
    { description: 'x'.repeat(10_001) },
    { estimated_duration: -1 },
    { estimated_duration: '5' },
    { requires_approval: 'yes' },
    { max_attempts: 0 },
    { max_attempts: 1.5 },
    { depends_on: 1 },
    { depends_on: [99] },
    { depends_on: ['1'] },
    { depends_on: [0.5] },
    { depends_on: [0] },
  );
  await fc.assert(
    fc.asyncProperty(validSteps, fc.nat(), faults, async (steps, place, fault) => {
      const broken = steps.map((step, i) => (i === place % steps.length ? { ...step, ...fault } : step));
      expect(await refusal(broken)).toBe('AE400');
    }),
    { numRuns: 200 },
  );
});

test('refuses anything but a list of 1 to 1,000 steps', async () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ step: i + 1, action: 'a', description: 'd' }));
  for (const steps of [null, {}, 'steps', [], [1], [[]], many(1001)])
    expect(await refusal(steps)).toBe('AE400');
  expect(await refusal(many(1000))).toBeNull();
});

test('finds a dependency cycle wherever it closes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: 20 }),
      fc.integer({ min: 1, max: 20 }),
      async (length, start) => {
        const total = start + length;
        const ring = Array.from({ length: total }, (_, i) => ({
          step: i + 1,
          action: 'a',
          description: 'd',
          depends_on: i + 1 < start ? [] : [i + 1 === total ? start : i + 2],
        }));
        expect(await refusal(ring)).toBe('AE400');
      },
    ),
    { numRuns: 50 },
  );
});

test('finds no cycle in a thousand steps, each of which depends on the next', async () => {
  const chain = Array.from({ length: 1000 }, (_, i) => ({
    step: i + 1,
    action: 'a',
    description: 'd',
    depends_on: i < 999 ? [i + 2] : [],
  }));
  expect(await refusal(chain)).toBeNull();
});
