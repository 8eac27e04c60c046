/**
 * Finds values that are assigned to a name that promises a secret: in settings, code, JSON, YAML, query strings and logs. A missed secret
 * costs more than a marked variable, so a doubtful value is marked, unless it reads as code.
 */
import type { Mark } from './mark';
import { type FoundValue, foundValue, rewrite, VALUE } from './rewrite';
import { isExpression, isHarmless, isLabel, looksRandom, secretTypeOf } from './secret-names';
import { redactYaml } from './yaml-values';

const KEYWORD =
  'pass(?:w(?:or)?d|wort|phrase|code)?|pwd?|secret|token|key|auth(?:orization)?|cookie|credential|jwt|bearer|pat';

/** The sign between name and value. A type may precede it, and a shell's ${NAME:- may follow it. */
const SIGN = [
  String.raw`[ \t]{0,20}:[ \t]{0,20}[\w.<>[\]]{1,60}(?:[ \t]?\|[ \t]?\w{1,30}){0,3}[ \t]{0,20}=[ \t]{0,20}(?=["'\x60])`,
  String.raw`[ \t]{0,20}(?::-|:=|=>|={1,3}|!==?|%3D|:(?!\/\/))[ \t]{0,20}(?:\\{0,3}["']?\$\{\w{1,80}:?-|[bfru]{1,2}(?=["']))?`,
  String.raw`[ \t]{0,20}(?:\|\||\?\?)[ \t]{0,20}(?=["'\x60])`,
  String.raw`(?:,[ \t]{0,20}|\()(?=["'\x60])`,
  String.raw`[ \t]is[ \t]:?[ \t]{0,3}`,
].join('|');

const NAMED = new RegExp(
  String.raw`(?:${KEYWORD})[\w-]{0,24}(?<close>\\{0,3}["'\x60]?\]?\??)(?<sign>${SIGN})`,
  'gi',
);

const VALUED = new RegExp(VALUE, 'y');

const ELEMENT = /<(?<name>[\w:.-]{3,60})(?: [^<>]{0,200})?>(?<value>[^<>\s][^<>\n]{0,2000})(?=<\/)/g;

/** A block of YAML, of which the first line is the value: "password: |", and the value below it. */
const BLOCK = new RegExp(
  String.raw`(?<![\w.-])(?<name>[\w.-]{0,60}(?:${KEYWORD})[\w-]{0,24})["']?[ \t]*:[ \t]*[|>][-+\d]{0,2}[ \t]*(?:\r?\n|\\n)[ \t+]+(?<value>[^\s\\]+)(?=[ \t]*(?:$|\r|\n|\\n|"))`,
  'gi',
);

const QUERY =
  /(?<=[?&](?:sig|signature|key|code|auth|X-Amz-Signature|X-Amz-Credential|X-Goog-Signature)=)[\w%./+~-]{16,}/gi;

const LINE_START =
  /(?:^|\n|\\n)[ \t+]*-?[ \t]*(?:\d+[ \t]*(?:→|:|\||\t|\\t)[ \t]*)?(?:-[ \t]+)?(?:export[ \t]+|set[ \t]+)?\\{0,3}["'#; ]{0,3}$/;

const LINE_END = /^[ \t]*(?:#.*)?(?:$|\r|\n|\\n|\\r)/;

/** A longer value that is not a secret is not searched for names again, so that the time stays linear. */
const MAX_REPEATED = 200;

interface Place {
  /** The whole name, such as DB_PASSWORD. */
  name: string;
  sign: string;
  /** Whether the name is the first word of its line. */
  isFirst: boolean;
  /** Whether it is the type in a mark. */
  isInMark: boolean;
  /** The text after the value. */
  after: string;
}

function placeOf(named: RegExpExecArray, end: number): Place {
  const { close = '', sign = '' } = named.groups ?? {};
  const before = named.input.slice(Math.max(0, named.index - 120), named.index);
  const start =
    /(?:\b(?:access|account|api|auth|encryption|private|secret) )?[\w.-]*$/i.exec(before)?.[0] ?? '';
  return {
    name: start + named[0].slice(0, named[0].length - close.length - sign.length),
    sign,
    isFirst: LINE_START.test(before.slice(0, before.length - start.length)),
    isInMark: before.slice(0, before.length - start.length).endsWith('[redacted:'),
    after: named.input.slice(end, end + 80),
  };
}

/** Returns whether a bare value is a secret: after "=" any literal, elsewhere what mixes letters and digits or ends its line. */
function isBareSecret(value: string, { name, sign, isFirst, after }: Place): boolean {
  if (/^[$@{[(]/.test(value) && !looksRandom(value.slice(1))) return false;
  const isUpper = name === name.toUpperCase();
  if (isExpression(value) || /^[({[]/.test(after)) return isUpper && sign === '=' && looksRandom(value);
  if (looksRandom(value)) return true;
  if (/^\d+$/.test(value)) return secretTypeOf(name) === 'password' && value.length >= 4;
  if (/ is |[!>]|==/.test(sign)) return false;
  const isArgument = /^[A-Za-z_$][\w$]*$/.test(value) && /^[ \t]*[,)]/.test(after);
  const isSameWord = secretTypeOf(value) !== null;
  if (/^(?:=|%3D)$|-$/.test(sign)) return isUpper || !(isSameWord || isArgument);
  return isFirst && LINE_END.test(after) && !/^[A-Z][a-z]+[A-Za-z]*$/.test(value) && !isSameWord;
}

function isSecret({ text, isQuoted }: FoundValue, place: Place): boolean {
  if (place.isInMark || isHarmless(text) || text.length < 2) return false;
  // Lists of names and calls have quoted words, too.
  if (/^[,(]/.test(place.sign)) return looksRandom(text);
  if (isQuoted) return !isLabel(text) && (text.length >= 4 || secretTypeOf(place.name) === 'password');
  return isBareSecret(text, place);
}

function redactNamedValues(text: string, mark: Mark): string {
  // Two patterns with a position, because copies for each text would cost more than the search.
  const [named, valued] = [NAMED, VALUED];
  named.lastIndex = 0;
  let result = '';
  let end = 0;
  for (let match = named.exec(text); match !== null; match = named.exec(text)) {
    valued.lastIndex = named.lastIndex;
    const value = valued.exec(text);
    if (value === null) continue;
    const found = foundValue(value);
    const place = placeOf(match, valued.lastIndex);
    const type = secretTypeOf(place.name);
    if (type !== null && isSecret(found, place)) {
      result += text.slice(end, valued.lastIndex - found.text.length) + mark(type, found.text);
      end = valued.lastIndex;
      named.lastIndex = end;
    } else if (type !== null && found.text.length > MAX_REPEATED) named.lastIndex = valued.lastIndex;
  }
  return end === 0 ? text : result + text.slice(end);
}

/** Returns the text with values of secret names marked. */
export function redactAssignments(text: string, mark: Mark): string {
  const assigned = redactNamedValues(redactYaml(text, mark), mark);
  const elements = rewrite(assigned, ELEMENT, ({ 0: element, groups }) => {
    const { name = '', value = '' } = groups ?? {};
    const type = secretTypeOf(name);
    if (type === null || isHarmless(value) || isLabel(value)) return element;
    return element.slice(0, element.length - value.length) + mark(type, value);
  });
  const blocks = rewrite(elements, BLOCK, ({ 0: block, groups: { name = '', value = '' } = {} }) => {
    const type = secretTypeOf(name);
    if (type === null || isHarmless(value)) return block;
    return block.slice(0, -value.length) + mark(type, value);
  });
  return rewrite(blocks, QUERY, ([value]) => mark('url-token', value));
}
