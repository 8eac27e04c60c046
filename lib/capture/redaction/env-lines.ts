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

/** A quoted value that holds other quotes, or several lines. */
const QUOTED = new RegExp(
  String.raw`(?<start>${LINE_START}[A-Za-z_][\w.]{0,100}[ \t]{0,3}=[ \t]{0,3})(?:"(?<double>(?:[^"\\\u001e]|\\[^\u001e]){1,2000})"|'(?<single>[^'\u001e]{1,2000})')(?=[ \t]*(?:#.*)?\r?$)`,
  'gm',
);

/** Some readers take NAME: value, too. */
const PAIR = new RegExp(
  String.raw`(?<start>${LINE_START}(?<name>[A-Z][A-Z0-9_]{1,100}):[ \t]{1,3}["']?)(?<value>[^\s"'][^\r\n\\"']*)`,
  'gm',
);
/** What messages begin with. */
const HEADLINE =
  /^(?:NOTE|TODO|FIXME|WARN|WARNING|ERROR|INFO|DEBUG|TRACE|FATAL|HACK|XXX|TIP|USAGE|HINT|OK|FAIL|FAILED|PASS|PASSED|SKIP|README|IMPORTANT|CAUTION|STEP|OUTPUT|EXAMPLE)$/;

/** The words that a command gives to printf for NAME=%s. */
const PRINTED =
  /(?<start>\bprintf[ \t]+(?:--[ \t]+)?(?:"[^"\n]{0,500}?\w=%[^"\n]{0,500}"|'[^'\n]{0,500}?\w=%[^'\n]{0,500}'))(?<words>(?:[ \t]+(?:"[^"\n]{0,500}"|'[^'\n]{0,500}'|[^\s"'|;&<>]{1,500})){1,40})/g;
const WORD = /"(?<double>[^"]*)"|'(?<single>[^']*)'|[^\s"']+/g;

/** What a command writes to the file: name=value, of which upper case needs no echo. */
const ECHOED =
  /(?<=\becho[ \t]+(?:-[neE]{1,3}[ \t]+)?["']?[A-Za-z_]\w{0,80}=)(?<value>[^\s"'`|;&<>\\()]+)(?=[^\n]{0,200}?(?:>|\btee\b))/g;

/** What a command writes to the file: echo NAME=value >> .env, sed -i 's/^NAME=.*$/NAME=value/' .env. */
const WRITTEN = /(?<=[\s'"`/|,;(])[A-Z][A-Z0-9_]{2,80}=(?<value>[^\s"'`/|;&<>\\()]+)/g;

/** Returns whether a text names a file such as .env, .env.local, .envrc or prod.env. */
export function namesEnvFile(text: string): boolean {
  return ENV_FILE.test(text);
}

const isKept = (value: string) =>
  isHarmless(value) || hasMark(value) || /^%[-\d.]*[a-z](?:\\n)?$/.test(value);

/** Returns the words after a format of printf marked. */
function redactPrinted(text: string, mark: Mark): string {
  return rewrite(text, PRINTED, ({ groups: { start = '', words = '' } = {} }) => {
    const marked = rewrite(words, WORD, ({ 0: word, groups }) => {
      const value = groups?.double ?? groups?.single ?? word;
      return isKept(value) ? word : word.replace(value, () => mark('env', value));
    });
    return start + marked;
  });
}

/** Returns the text with the values of its lines NAME=value marked. */
export function redactEnvLines(text: string, mark: Mark): string {
  const quoted = rewrite(redactPrinted(text, mark), QUOTED, ({ 0: line, groups }) => {
    const value = groups?.double ?? groups?.single ?? '';
    if (isKept(value)) return line;
    const start = (groups?.start ?? '').length + 1;
    return line.slice(0, start) + mark('env', value) + line.slice(start + value.length);
  });
  const lines = rewrite(quoted, LINE, ({ 0: line, groups }) => {
    const value = groups?.quoted ?? groups?.bare?.trimEnd() ?? '';
    if (isHarmless(value) || /^%[-\d.]*[a-z]$/.test(value)) return line;
    return line.slice(0, (groups?.start ?? '').length + (groups?.quote ?? '').length) + mark('env', value);
  });
  const pairs = rewrite(lines, PAIR, ({ 0: line, groups: { start = '', name = '', value = '' } = {} }) =>
    HEADLINE.test(name) || isKept(value.trimEnd()) ? line : start + mark('env', value.trimEnd()),
  );
  return [ECHOED, WRITTEN].reduce(
    (current, pattern) =>
      rewrite(current, pattern, ({ 0: written, groups: { value = '' } = {} }) =>
        isKept(value) ? written : written.slice(0, -value.length) + mark('env', value),
      ),
    pairs,
  );
}
