/** Adds tables to the end of a TOML file, and removes them. A table that is there already, in any notation, stays as it is. */
const MARK = '# Added by the Agent Execution System';

const quoted = (name) => `["']?${name}["']?`;

/** Returns a pattern of the lines that define a table, or a key of its name. */
function definitionOf(table) {
  const names = table.split('.').map(quoted);
  const path = names.join('\\s*\\.\\s*');
  const lines = [
    `\\[+\\s*${path}\\s*[.\\]]`,
    `${path}\\s*[.=]`,
    `${names.at(-1)}\\s*[.=]`,
    `${names[0]}\\s*=`,
  ];
  return new RegExp(`^[ \\t]*(?:${lines.join('|')})`, 'm');
}

const headerOf = (table) => /^\[(.+)\]/m.exec(table)[1];
const isHeader = (line) => /^\s*\[/.test(line);

/** @returns the text, the tables that were added, and the names of those that are in the way */
export function mergeToml(text, wanted) {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const added = [];
  const kept = [];
  for (const table of wanted.trim().split(/\n\n(?=\[)/)) {
    if (definitionOf(headerOf(table)).test(text)) {
      kept.push(headerOf(table));
      continue;
    }
    const block = `${MARK}\n${table}\n`.replaceAll('\n', eol);
    const gap = text === '' ? '' : text.endsWith('\n') ? eol : eol + eol;
    text += gap + block;
    added.push({ block, gap });
  }
  return { text, added, kept };
}

/** Removes the tables that were added; lines that have been added to one since stay in it. */
export function unmergeToml(text, added) {
  const kept = [];
  for (const { block, gap } of added.toReversed()) {
    const whole = [gap + block, block].find((each) => text.includes(each));
    if (whole) text = text.replace(whole, () => '');
    else {
      const { rest, isLeft } = removeLines(text, block);
      text = rest;
      if (isLeft) kept.push(headerOf(block));
    }
  }
  return { text, kept };
}

function removeLines(text, block) {
  const lines = text.split('\n');
  const [mark, header, ...own] = block.trimEnd().split('\n');
  const start = lines.indexOf(header);
  if (start < 0) return { rest: text, isLeft: false };
  const next = lines.findIndex((line, index) => index > start && isHeader(line));
  const end = next < 0 ? lines.length : next;
  const left = lines.slice(start + 1, end).filter((line) => !own.includes(line));
  const isLeft = left.some((line) => line.trim() !== '');
  const first = lines[start - 1] === mark ? start - 1 : start;
  const body = isLeft ? [header, ...left] : [];
  return { rest: [...lines.slice(0, first), ...body, ...lines.slice(end)].join('\n'), isLeft };
}
