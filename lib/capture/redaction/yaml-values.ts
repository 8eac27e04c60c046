/** Finds values of several words or lines in YAML, which stand without quotes below a name that promises a secret. */
import { hasMark, type Mark } from './mark';
import { rewrite } from './rewrite';
import { isExpression, isHarmless, isLabel, secretTypeOf } from './secret-names';

/** A line "name: value", and the lines below it that are indented further and are not pairs. */
const PAIR =
  /(?<=^|\n)(?<start>(?<indent>[ \t+]{0,60})(?:-[ \t]+)?["']?(?<name>[\w.-]{2,80})["']?:[ \t]+)(?<value>[^\s"'#&*!|>{[%@`][^\n#]{0,500}(?:\n\k<indent>[ \t]+[^\s:#-][^\n:#]{0,500}(?=\n|$)){0,20})/g;

/** A block "name: |", and the lines below it, which are indented further than it. */
const BLOCK =
  /(?<=^|\n)(?<start>(?<outer>[ \t]{0,60})(?:-[ \t]+)?["']?(?<name>[\w.-]{2,80})["']?:[ \t]*[|>][-+\d]{0,2}[ \t]*\r?\n(?<indent>\k<outer>[ \t]+))(?<value>[^\s][^\n]{0,500}(?:\n\k<indent>[^\n]{0,500}){0,100})/g;

const OTHER_PAIR = /^[ \t+]*(?:-[ \t]+)?["']?[\w.-]{2,80}["']?:(?:[ \t]|\r?$)/;

/** How a sentence about a secret begins. */
const SENTENCE =
  /^(?:an?|the|your|this|that|any|all|is|are|was|must|should|can|may|for|of|to|in|if|not|no|none|incorrect|invalid|missing|required|wrong|unexpected|expected|optional|see|use|set|enter|what|which|when)\b/i;

/** Returns whether the text around a line has another pair, as YAML does and prose does not. */
function isBesidePair(text: string, start: number, end: number): boolean {
  const before =
    text
      .slice(Math.max(0, start - 300), Math.max(0, start - 1))
      .split('\n')
      .at(-1) ?? '';
  const after = text.slice(end, end + 300).split('\n')[1] ?? '';
  return OTHER_PAIR.test(before) || OTHER_PAIR.test(after);
}

function isWords(value: string): boolean {
  const [first = ''] = value.split(/\s/);
  const isCode = /[|(){};<>,]|[:=] |\bas\b/.test(value) || isExpression(first);
  return (
    /\S\s+\S/.test(value) && !isCode && !/[.?:]$/.test(value) && !SENTENCE.test(value) && !isLabel(value)
  );
}

/** Returns the text with the values of secret names in YAML marked, if they have several words or lines. */
export function redactYaml(text: string, mark: Mark): string {
  const pairs = rewrite(text, PAIR, (match) => {
    const { start = '', name = '', value: found = '' } = match.groups ?? {};
    const value = found.trimEnd();
    const type = secretTypeOf(name);
    const isSecret = type !== null && type !== 'authorization' && type !== 'cookie' && isWords(value);
    if (!isSecret || hasMark(value) || isHarmless(value)) return match[0];
    if (!isBesidePair(text, match.index, match.index + start.length + value.length)) return match[0];
    return start + mark(type, value) + found.slice(value.length);
  });
  return rewrite(pairs, BLOCK, ({ 0: block, groups: { start = '', name = '', value = '' } = {} }) => {
    const type = secretTypeOf(name);
    return type === null || hasMark(value) || isHarmless(value) ? block : start + mark(type, value);
  });
}
