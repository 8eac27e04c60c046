/**
 * Splits terminal output into runs of text with a style. It keeps the basic colours, and removes cursor movement, titles, links and other
 * control sequences. A line that overwrote itself (\r) is shown in its last state. The codes are those of ECMA-48, "Select Graphic
 * Rendition". Why no library: docs/decisions/0035-own-code-beside-libraries.md.
 */
export type AnsiColor = 'black' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'white';

export interface AnsiStyle {
  color?: AnsiColor;
  isBold?: boolean;
  isDim?: boolean;
  isUnderlined?: boolean;
}

export interface AnsiRun extends AnsiStyle {
  text: string;
}

const COLORS: AnsiColor[] = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
const ESC = String.fromCharCode(27);
const BEL = String.fromCharCode(7);
const C1_CSI = String.fromCharCode(0x9b);

const styleSequence = new RegExp(`(?:${ESC}\\[|${C1_CSI})([\\d;:]*)m`);
const otherSequences = new RegExp(
  [
    `${ESC}\\][^${BEL}${ESC}]*(?:${BEL}|${ESC}\\\\|$)`, // operating system command: titles, links
    `(?:${ESC}\\[|${C1_CSI})[0-?]*[ -/]*[@-ln-~]`, // control sequences but for styles
    `${ESC}[PX^_][^${ESC}]*(?:${ESC}\\\\|$)`, // strings for devices
    `${ESC}[ -/]*[0-Z\\\\-~]`, // short escapes
  ].join('|'),
  'g',
);
const controls = new RegExp(
  `[${range(0, 8)}${range(11, 12)}${range(14, 26)}${range(28, 31)}${range(127, 159)}]`,
  'g',
);

function range(from: number, to: number): string {
  return `${String.fromCharCode(from)}-${String.fromCharCode(to)}`;
}

/** Returns the runs of a text. None is empty. */
export function parseAnsi(text: string): AnsiRun[] {
  const runs: AnsiRun[] = [];
  let style: AnsiStyle = {};
  const pieces = rewriteLines(text).replace(otherSequences, '').split(styleSequence);
  for (const [index, piece] of pieces.entries()) {
    if (index % 2 === 1) style = applyCodes(style, piece);
    else if (piece) runs.push({ text: piece.replace(controls, '').replaceAll(ESC, ''), ...style });
  }
  return runs.filter((run) => run.text);
}

/** Returns the text without control sequences. */
export function stripAnsi(text: string): string {
  return parseAnsi(text)
    .map((run) => run.text)
    .join('');
}

function rewriteLines(text: string): string {
  if (!text.includes('\r')) return text;
  return text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => line.slice(line.replace(/\r+$/, '').lastIndexOf('\r') + 1).replaceAll('\r', ''))
    .join('\n');
}

function applyCodes(style: AnsiStyle, list: string): AnsiStyle {
  const codes = list.split(/[;:]/).map(Number);
  let next = style;
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index] ?? 0;
    if (code === 38 || code === 48) {
      const basic = codes[index + 1] === 5 ? codes[index + 2] : undefined;
      if (code === 38) next = { ...next, color: basic === undefined ? undefined : COLORS[basic % 8] };
      index += codes[index + 1] === 5 ? 2 : 4;
    } else next = applyCode(next, code);
  }
  return next;
}

function applyCode(style: AnsiStyle, code: number): AnsiStyle {
  if (code === 0) return {};
  if (code === 1) return { ...style, isBold: true };
  if (code === 2) return { ...style, isDim: true };
  if (code === 4) return { ...style, isUnderlined: true };
  if (code === 22) return { ...style, isBold: undefined, isDim: undefined };
  if (code === 24) return { ...style, isUnderlined: undefined };
  if (code === 39) return { ...style, color: undefined };
  if (code >= 30 && code <= 37) return { ...style, color: COLORS[code - 30] };
  if (code >= 90 && code <= 97) return { ...style, color: COLORS[code - 90] };
  return style;
}
