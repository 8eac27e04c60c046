import { describe, expect, it } from 'vitest';
import { foldText } from './fold';

describe('foldText', () => {
  it('leaves short text whole', () => {
    expect(foldText('a\nb')).toEqual({ shown: 'a\nb', hiddenLines: 0, hiddenCharacters: 0 });
  });
  it('shows forty lines', () => {
    const { shown, hiddenLines } = foldText(
      Array.from({ length: 100 }, (_, line) => `line ${line}`).join('\n'),
    );
    expect(shown.split('\n')).toHaveLength(40);
    expect(hiddenLines).toBe(60);
  });
  it('shows four thousand characters of one line', () => {
    const fold = foldText('x'.repeat(50_000));
    expect(fold.shown).toHaveLength(4000);
    expect(fold.hiddenCharacters).toBe(46_000);
  });
  it('hides no text if only a few characters exceed the limit', () => {
    expect(foldText('x'.repeat(4300)).hiddenCharacters).toBe(0);
  });
  it('does not cut an emoji in two', () => {
    expect(foldText(`${'x'.repeat(3999)}${'😀'.repeat(3000)}`).shown).toHaveLength(3999);
  });
});
