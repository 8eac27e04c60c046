import { describe, expect, it } from 'vitest';
import { parseAnsi, stripAnsi } from './ansi';

const ESC = '\u001b';

describe('parseAnsi', () => {
  it('keeps plain text', () => {
    expect(parseAnsi('a\n\tb')).toEqual([{ text: 'a\n\tb' }]);
  });
  it('keeps the basic colours', () => {
    expect(parseAnsi(`${ESC}[1;31mFAILED${ESC}[0m done`)).toEqual([
      { text: 'FAILED', isBold: true, color: 'red' },
      { text: ' done' },
    ]);
  });
  it('reads an empty code as a reset and bright colours as the basic ones', () => {
    expect(parseAnsi(`${ESC}[92mok${ESC}[mx`)).toEqual([{ text: 'ok', color: 'green' }, { text: 'x' }]);
  });
  it('does not read the numbers of extended colours as codes', () => {
    expect(parseAnsi(`${ESC}[38;5;9ma${ESC}[38;2;1;31;4mb`)).toEqual([
      { text: 'a', color: 'red' },
      { text: 'b', color: undefined },
    ]);
  });
});

describe('stripAnsi', () => {
  it('removes cursor movement, titles and links', () => {
    const link = `${ESC}]8;;https://example.org${ESC}\\text${ESC}]8;;${ESC}\\`;
    expect(stripAnsi(`${ESC}[2K${ESC}[1A${ESC}]0;title\u0007x${link}${ESC}(By${ESC}[?25l`)).toBe('xtexty');
  });
  it('shows the last state of a line that overwrote itself', () => {
    expect(stripAnsi('10 %\r50 %\r100 %\r\nnext\r')).toBe('100 %\nnext');
  });
  it('removes other control characters', () => {
    expect(stripAnsi('a\u0000b\u0008c\u007f')).toBe('abc');
  });
  it('accepts a sequence that was cut off', () => {
    expect(stripAnsi(`text${ESC}[3`)).toBe('text[3');
    expect(stripAnsi(`text${ESC}]0;title`)).toBe('text');
  });
});
