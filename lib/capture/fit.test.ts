import { expect, test } from 'vitest';
import { fitEntry, fitIdentity, fitRow, fitUsage, stepText } from './fit';

const long = (letter: string) => letter.repeat(2000);

test('shortens long ids, and keeps different ones different', () => {
  const one = fitIdentity({ session: `${long('s')}1`, event: long('e'), key: `${long('k')}1` });
  const other = fitIdentity({ session: `${long('s')}2`, event: long('e'), key: `${long('k')}2` });
  expect(one.session.length).toBeLessThanOrEqual(300);
  expect(one.event.length).toBeLessThanOrEqual(100);
  expect(one.key.length).toBeLessThanOrEqual(500);
  expect(one.session).not.toBe(other.session);
  expect(one.key).not.toBe(other.key);
  expect(one.event).toBe(other.event);
});

test.each([
  ['2026-11-30T08:00:00+01:00', '2026-11-30T07:00:00.000Z'],
  ['yesterday', undefined],
  ['0001-01-01T00:00:00Z', undefined],
  ['+012026-01-01T00:00:00Z', undefined],
  [undefined, undefined],
])('reads the time %j as %j', (at, expected) => {
  expect(fitIdentity({ session: 's', event: 'e', key: 'k', at }).at).toBe(expected);
});

test('keeps the end of a long path, and short ids as they are', () => {
  const path = `/${long('a')}/cart.ts`;
  const { entity_id } = fitRow({ action_type: 'edit', description: 'Edited', entity_id: path });
  expect(entity_id?.length).toBeLessThanOrEqual(200);
  expect(entity_id).toMatch(/\/cart\.ts$/);
  expect(fitEntry({ context_type: 'plan', context_key: 'k', context_value: 'v' }).context_key).toBe('k');
});

test('shortens the paths of many changed files, and keeps their lines and the commit', () => {
  const changes = Array.from({ length: 20 }, (_, n) => ({
    path: `/${'a'.repeat(180)}/${n}.ts`,
    added: 2,
    removed: 1,
  }));
  const more = { tool: 'Edit', commit: 'abc1234', occurred_at: '2026-10-01T08:00:00.000Z' };
  const { metadata } = fitRow({
    action_type: 'edit',
    description: 'Edited',
    metadata: { ...more, changes, git: {} },
  });
  expect(JSON.stringify(metadata).length).toBeLessThanOrEqual(4000);
  expect(metadata).toMatchObject({ ...more, is_cut: true });
  expect(metadata?.changes).toHaveLength(20);
  expect(metadata?.changes).toContainEqual({
    path: expect.stringMatching(/^…a+\/19\.ts$/),
    added: 2,
    removed: 1,
  });
});

test('keeps the result of a test and the time of the past beside other large metadata', () => {
  const lasting = { test: { exit_code: 1 }, commit: 'abc1234', occurred_at: '2026-10-01T08:00:00.000Z' };
  const row = { action_type: 'command', description: 'Ran', metadata: { ...lasting, odd: 'x'.repeat(5000) } };
  expect(fitRow(row).metadata).toEqual({ ...lasting, is_cut: true });
});

test('makes tokens whole and omits a cost that is none', () => {
  const usage = fitUsage({
    kind: 'usage',
    id: 'u',
    model: ' ',
    input_tokens: 1.6,
    output_tokens: -3,
    cost_usd: -1,
  });
  expect(usage).toMatchObject({ model: 'unknown', input_tokens: 2, output_tokens: 0 });
  expect(usage.cost_usd).toBe(undefined);
});

test('names a step without text', () => {
  expect(stepText(' \n ', 'Untitled')).toBe('Untitled');
  expect(stepText('\n First \n second', 'Untitled')).toBe('First');
});
