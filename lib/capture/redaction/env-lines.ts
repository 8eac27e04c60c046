/** Finds the lines of .env files, whose values are all secrets. */
import { hasMark, type Mark } from './mark';
import { rewrite } from './rewrite';
import { isHarmless } from './secret-names';

const ENV_FILE =
  /(?<![\w.\])])\.env(?:rc|[._-][\w.-]+)?(?![\w/(])|[\w-]\.env(?=["'\s\\]|$)(?<!process\.env|meta\.env)/;

/** What may stand before a line: the sign of a diff, a line number, the file name that grep prints, the word export. */
const LINE_START = String.raw`(?:(?<=^|\\n|\\r)|(?<=["'\x60]))[ \t]*[+-]?[ \t]*(?:[\w./-]{0,200}:)?(?:\d{1,7}[ \t]*(?:→|\\t|:|\||\t)[ \t]*)?(?:export[ \t]+)?`;

const LINE = new RegExp(
  String.raw`(?<start>${LINE_START}[A-Za-z_][\w.]{0,100}[ \t]{0,3}=[ \t]{0,3})(?:(?<quote>\\?["'])(?<quoted>[^"'\\\r\n]+)|(?<bare>[^"'\s\\][^\r\n\\"]*))`,
  'gm',
);

/** What a command writes to the file: echo NAME=value >> .env, sed -i 's/^NAME=.*$/NAME=value/' .env. */
const WRITTEN = /(?<=[\s'"`/|,;(])[A-Z][A-Z0-9_]{2,80}=(?<value>[^\s"'`/|;&<>\\()]+)/g;

/** Returns whether a text names a file such as .env, .env.local, .envrc or prod.env. */
export function namesEnvFile(text: string): boolean {
  return ENV_FILE.test(text);
}

/** Returns the text with the values of its lines NAME=value marked. */
export function redactEnvLines(text: string, mark: Mark): string {
  const lines = rewrite(text, LINE, ({ 0: line, groups }) => {
    const value = groups?.quoted ?? groups?.bare?.trimEnd() ?? '';
    if (isHarmless(value)) return line;
    return line.slice(0, (groups?.start ?? '').length + (groups?.quote ?? '').length) + mark('env', value);
  });
  return rewrite(lines, WRITTEN, ({ 0: written, groups: { value = '' } = {} }) =>
    isHarmless(value) || hasMark(value) ? written : written.slice(0, -value.length) + mark('env', value),
  );
}
