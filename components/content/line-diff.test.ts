import { expect, it } from 'vitest';
import { diffText } from './line-diff';

it('shows a changed line with two lines around it and folds the rest', () => {
  const lines = Array.from({ length: 20 }, (_, line) => `line ${line}`);
  const after = lines.with(10, 'changed');
  expect(diffText(lines.join('\n'), after.join('\n'))).toEqual([
    { kind: 'fold', count: 8 },
    { kind: 'same', text: 'line 8' },
    { kind: 'same', text: 'line 9' },
    { kind: 'removed', text: 'line 10' },
    { kind: 'added', text: 'changed' },
    { kind: 'same', text: 'line 11' },
    { kind: 'same', text: 'line 12' },
    { kind: 'fold', count: 7 },
  ]);
});

it('does not fold a single line', () => {
  expect(diffText('a\nb', 'a\nc').map((row) => row.kind)).toEqual(['same', 'removed', 'added']);
});

it('loses no line of two unrelated texts, also when the comparison times out', () => {
  const text = (seed: number) =>
    Array.from({ length: 20_000 }, (_, line) => `${seed} ${line * seed}`).join('\n');
  const rows = diffText(text(1), text(7));
  expect(rows.filter((row) => row.kind === 'removed')).toHaveLength(20_000);
  expect(rows.filter((row) => row.kind === 'added')).toHaveLength(20_000);
});
