/** Rewrites numbered lines that Markdown does not recognize, before Markdown is parsed. */

const FULL_WIDTH_NUMBER = /^(\s*)([\d０-９]{1,9})([.)．、）])\s*(?=\S)/;
const BOLD_NUMBER = /^ {0,3}(\*\*|__)\s*((?:step\s+)?[\d０-９]{1,4}\s*[.)．、）:：].*?)\1(?!\*)(.*)$/iu;
const FENCE = /^ {0,3}(```|~~~)/;

/** The level of headings that bold numbered lines become. */
export const BOLD_DEPTH = 6;

/** Turns `２、设计` into a list item and `**1. Setup** (1 day)` into a heading; code and other lines stay. */
export function toMarkdownLines(text: string): string {
  let isCode = false;
  return text
    .split('\n')
    .map((line) => {
      if (FENCE.test(line)) isCode = !isCode;
      return isCode ? line : toMarkdownLine(line);
    })
    .join('\n');
}

function toMarkdownLine(line: string): string {
  const bold = BOLD_NUMBER.exec(line);
  if (bold) return `${'#'.repeat(BOLD_DEPTH)} ${bold[2]}${bold[3]}`;
  const [whole, indent, number, mark] = FULL_WIDTH_NUMBER.exec(line) ?? [];
  if (whole === undefined || (/^\d+$/.test(number ?? '') && /^[.)]$/.test(mark ?? ''))) return line;
  return `${indent}${number?.normalize('NFKC')}. ${line.slice(whole.length)}`;
}
