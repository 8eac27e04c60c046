/** Finds the language of code by its file name, its fence, or the look of its lines. The names are those of highlight.js. */

const LANGUAGE_OF_EXTENSION: Readonly<Record<string, string>> = {
  bash: 'bash',
  c: 'c',
  cc: 'cpp',
  cjs: 'javascript',
  cpp: 'cpp',
  cs: 'csharp',
  css: 'css',
  go: 'go',
  h: 'c',
  hpp: 'cpp',
  html: 'xml',
  ini: 'ini',
  java: 'java',
  js: 'javascript',
  json: 'json',
  jsonc: 'json',
  jsx: 'javascript',
  kt: 'kotlin',
  mjs: 'javascript',
  mts: 'typescript',
  php: 'php',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  scss: 'css',
  sh: 'bash',
  sql: 'sql',
  svg: 'xml',
  swift: 'swift',
  toml: 'ini',
  ts: 'typescript',
  tsx: 'typescript',
  vue: 'xml',
  xml: 'xml',
  yaml: 'yaml',
  yml: 'yaml',
  zsh: 'bash',
};
const LANGUAGE_OF_NAME: Readonly<Record<string, string>> = {
  ...LANGUAGE_OF_EXTENSION,
  javascript: 'javascript',
  python: 'python',
  ruby: 'ruby',
  rust: 'rust',
  shell: 'bash',
  console: 'bash',
  typescript: 'typescript',
};

const nameOf = (table: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** Returns the language of a file, or undefined. */
export function languageOfPath(path: string): string | undefined {
  const name = path.split(/[\\/]/).at(-1) ?? '';
  return name.includes('.')
    ? nameOf(LANGUAGE_OF_EXTENSION, name.split('.').at(-1)?.toLowerCase() ?? '')
    : undefined;
}

/** Returns the language that a person or a model names, or undefined. */
export function languageNamed(name: string): string | undefined {
  return nameOf(LANGUAGE_OF_NAME, name.toLowerCase());
}

const FENCE = /^\s*(```|~~~)([\w+-]*)[^\n]*\n([\s\S]*?)\n\1\s*$/;

/** Returns the text in a fence around the whole text, and its language, empty if it names none. */
export function readFence(text: string): { code: string; language: string } | undefined {
  const [, mark, language, code] = FENCE.exec(text) ?? [];
  if (mark === undefined || language === undefined || code === undefined) return undefined;
  return code.includes(`\n${mark}`) ? undefined : { code, language };
}

/** A guess reads this much of a text. */
const SAMPLE_CHARACTERS = 5000;

/** Languages by lines that no prose has. A line may begin with blanks, but no pattern crosses lines, so that many empty ones cost little. */
const SIGNS: readonly [language: string, sign: RegExp][] = [
  ['bash', /^#!.*\b(?:ba|z|da)?sh\b/],
  [
    'python',
    /^#!.*\bpython|^[^\S\n]*(?:async )?def \w+\(.*\).*:\s*$|^from [\w.]+ import |^[^\S\n]*class \w+(?:\(.*\))?:\s*$/m,
  ],
  ['go', /^package \w+\s*$|^func (?:\(.+\) )?\w+\(.*\{\s*$/m],
  ['rust', /^[^\S\n]*(?:pub )?fn \w+.*\{\s*$|^use [\w:]+(?:::\{.*\})?;\s*$/m],
  ['java', /^[^\S\n]*(?:public|private|protected) (?:static |final |abstract )*[\w<>[\]]+ \w+.*[{;]\s*$/m],
  ['php', /^<\?php/],
  ['c', /^#include [<"]/m],
  [
    'sql',
    /^[^\S\n]*(?:select\b[^;]{1,400}?\bfrom|insert into|create (?:or replace )?(?:table|function|index|view)|alter table|update \w+ set)\b/im,
  ],
  ['xml', /^\s*<(?:!DOCTYPE|\?xml|html|svg|div|template)\b/i],
  [
    'typescript',
    /^[^\S\n]*(?:export )?(?:interface|type) \w+(?:<.*>)?(?: extends \w+)?\s*[={]|^[^\S\n]*(?:const|let|var) \w+: /m,
  ],
  [
    'javascript',
    /^[^\S\n]*(?:import\b.*\bfrom ['"]|export (?:default|const|function|class)|(?:const|let|var) [\w{[].*=|(?:async )?function\b.*\{)/m,
  ],
];
const CODE_LINE = new RegExp(
  [
    '[;{},]\\s*$',
    '^\\s*[)\\]}]',
    '=>\\s*[{(]?\\s*$',
    '^\\s*(?://|/\\*|\\*/|#!|-- )',
    '^\\s{2,}\\S',
    '^\\s*</?[\\w!?]',
    `^\\s*(?:${[
      'async|await|case|class|const|def|elif|else|except|export|finally|fn|for|from|func|function|if|import|interface|let',
      'package|pub|public|private|raise|return|switch|try|type|use|var|while|with|@\\w+',
      'select|where|join|left join|order by|group by|insert|update|delete|create|alter|set|values',
      'echo|set -|cd|done|fi|then',
    ].join('|')})\\b`,
  ].join('|'),
  'i',
);
const SENTENCE = /[^\W\d_]{2}[.!?]$/;
const HASH_COMMENT = /^\s*#/;
const HASH_LANGUAGES: ReadonlySet<string> = new Set(['bash', 'python', 'ruby']);
const MIN_CODE_SHARE = 0.6;

/** Returns the language of code without a fence, or undefined if no line is typical of one. */
export function guessLanguage(text: string): string | undefined {
  const sample = text.slice(0, SAMPLE_CHARACTERS);
  return SIGNS.find(([, sign]) => sign.test(sample))?.[0];
}

/** Returns whether most lines look like code. A single line does not, nor a text with fences, which is Markdown. */
export function looksLikeCode(text: string): boolean {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length < 2 || /^[^\S\n]*(?:```|~~~)/m.test(text)) return false;
  const language = guessLanguage(text);
  if (language === undefined) return false;
  const hasHashComments = HASH_LANGUAGES.has(language);
  const codeLines = lines.filter(
    (line) => (CODE_LINE.test(line) && !SENTENCE.test(line)) || (hasHashComments && HASH_COMMENT.test(line)),
  );
  return codeLines.length >= lines.length * MIN_CODE_SHARE;
}
