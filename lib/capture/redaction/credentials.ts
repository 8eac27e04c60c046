/** Finds credentials by where they stand: in URLs, connection strings, HTTP headers and the options of commands. */
import { hasMark, isMark, type Mark } from './mark';
import { foundValue, rewrite, VALUE, withValue } from './rewrite';
import { isExpression, isHarmless, looksRandom, secretTypeOf } from './secret-names';

type Rule = (text: string, mark: Mark) => string;

/** The user and the password before the host of a URL. Only the URLs of databases may have a slash in a password. */
const USER_INFO =
  /:\/\/(?<user>[^\s:/@"'`<>\\]{0,200})(?::(?<password>[^\s"'`<>\\]{1,400}))?@(?=[\w[.$%{-])/g;

/** A database takes any password. One with a quote is found where letters stand on both sides of it. */
const QUOTED_USER_INFO =
  /(?<=\b(?:postgres(?:ql)?|mysql|mariadb|mongodb|rediss?|valkeys?|amqps?|mssql|sqlserver|clickhouse|cockroachdb|oracle|db2|nats|mqtts?|ldaps?)(?:\+\w{1,20})?)(?<start>:\/\/[^\s:/@"'`<>\\]{0,200}:)(?<password>(?:[^\s"'`<>\\]|(?<=[\w!#$%&*?^~-])\\?["'`](?=[\w!#$%&*?^~-])){1,400})(?=@[\w[.$%{-])/gi;

/** The password of any other URL, with a quote between letters of it. */
const QUOTED_WEB_INFO =
  /(?<start>:\/\/[^\s:/@"'`<>\\]{0,200}:)(?<password>[^\s"'`<>\\/?#,]{0,100}(?<=[\w!#$%&*?^~-])\\?["'`](?=[\w!#$%&*?^~-])[^\s"'`<>\\/?#,]{1,100})(?=@[\w[.$%{-])/g;

/** A password in quotes of its own. */
const WHOLE_QUOTED_INFO =
  /(?<start>:\/\/[^\s:/@"'`<>\\]{0,200}:\\{0,3}(?<quote>["'`]))(?<password>(?![+.$])[^\s"'`\\]{1,200}(?<![+.]))(?=\\{0,3}\k<quote>@[\w[.$%{-])/g;

const redactQuotedUrls: Rule = (text, mark) =>
  [QUOTED_USER_INFO, QUOTED_WEB_INFO, WHOLE_QUOTED_INFO].reduce(
    (current, pattern) =>
      rewrite(current, pattern, ({ 0: url, groups: { start = '', password = '' } = {} }) =>
        isMark(password) || isHarmless(password) ? url : start + mark('url-password', password),
      ),
    text,
  );

const redactUrls: Rule = (text, mark) =>
  rewrite(text, USER_INFO, (match) => {
    const { user = '', password } = match.groups ?? {};
    if (isMark(`${user}:${password}`)) return match[0];
    if (password === undefined || /^(?:x-oauth-basic|x|)$/.test(password))
      return user.length >= 16 && looksRandom(user)
        ? match[0].replace(user, () => mark('url-token', user))
        : match[0];
    const isWeb = /(?:https?|wss?|ftp)$/i.test(match.input.slice(Math.max(0, match.index - 8), match.index));
    if (isHarmless(password) || (isWeb && /[/?#]/.test(password) && !isMark(password))) return match[0];
    return `://${user}:${mark('url-password', password)}@`;
  });

/** As in Go's user:password@tcp(host). */
const redactNetworkAddresses: Rule = (text, mark) =>
  rewrite(text, /(?<=(?<![\w.-])[\w.-]{1,64}:)[^\s"'`@]{1,200}(?=@(?:tcp|unix)\()/g, ([password]) =>
    isMark(password) ? password : mark('url-password', password),
  );

const HEADER =
  /(?<!\[redacted:)(?<name>(?:proxy-)?authorization|(?:set-)?cookie2?|x-[a-z-]{0,40}(?:key|token|secret|auth))(?<sign>\\{0,3}["'\x60]?[ \t]*(?:[:=,]|=>)[ \t]*\\{0,3}["'\x60]?)(?<value>[^\s"'\x60\\<>][^\r\n"'\x60\\<>]*)/gi;

const SCHEME =
  /^(?:basic|bearer|token|digest|negotiate|apikey|api-key|bot|hawk|key|dpop|gnap|aws4-hmac-sha256|sso-key|splunk|genie?key|[a-z]{2,20})(?:[ \t]+|%20)(?=\S)/i;

/** A header holds a secret if it has a scheme, a cookie or a value that is generated: code and prose name headers, too. */
function secretOfHeader(name: string, value: string): string {
  const isCookie = /cookie/i.test(name);
  const scheme = isCookie ? '' : (SCHEME.exec(value)?.[0] ?? '');
  const rest = value.slice(scheme.length).trimEnd();
  if (isHarmless(rest) || hasMark(rest)) return '';
  if (isCookie) return /^[\w.-]+=[^\s;=]/.test(rest) ? rest : '';
  const token = /^[^\s,;)}\]]+/.exec(rest)?.[0] ?? '';
  const isKnownScheme = /^(?:basic|bearer|token|digest|bot|apikey|aws4-hmac-sha256)\b/i.test(scheme);
  if (/^(?:digest|aws4)/i.test(scheme)) return rest;
  if (/^x-/i.test(name) && token === rest && /^[\w.~+/=-]{6,}$/.test(token) && !isExpression(token))
    return token;
  return (isKnownScheme && token.length >= 3 && !/[({]/.test(token)) || looksRandom(token) ? token : '';
}

const redactHeaders: Rule = (text, mark) =>
  rewrite(text, HEADER, ({ 0: header, groups }) => {
    const { name = '', value = '' } = groups ?? {};
    const secret = secretOfHeader(name, value);
    if (secret === '') return header;
    const at = header.length - value.length + value.indexOf(secret);
    const type = /cookie/i.test(name) ? 'cookie' : 'authorization';
    return header.slice(0, at) + mark(type, secret) + header.slice(at + secret.length);
  });

/** An authorization without its header, as in logs: Bearer and a generated token. */
const redactBearers: Rule = (text, mark) =>
  rewrite(text, /(?<=\b(?:bearer|basic)(?: |%20))[\w.~+/=-]{12,}/gi, ([token]) =>
    looksRandom(token) && /\d/.test(token) ? mark('authorization', token) : token,
  );

const OPTION = new RegExp(
  String.raw`(?<=[\s"'\[(,])--?(?<name>[a-z][\w-]{2,60})(?:[ \t]+|\\?["'],[ \t]*)(?:${VALUE})`,
  'gi',
);

const redactOptions: Rule = (text, mark) =>
  rewrite(text, OPTION, (match) => {
    const type = secretTypeOf(match.groups?.name ?? '');
    const { text: value, isQuoted } = foundValue(match);
    if (type === null || isHarmless(value) || value.startsWith('-') || (!isQuoted && value.startsWith('$')))
      return match[0];
    return withValue(match, mark(type, value));
  });

const USER_OPTION =
  /(?<start>[ \t"'](?:-u|-U|--user|--proxy-user)(?:[ \t]{0,5}|=|["'],[ \t]{0,5})\\?["']?[\w.@+-]{1,100}:)(?<password>[^\s"'`\\]{1,300})/g;

const redactUserOptions: Rule = (text, mark) =>
  rewrite(text, USER_OPTION, (match) => {
    const { start = '', password = '' } = match.groups ?? {};
    const before = match.input.slice(Math.max(0, match.index - 1000), match.index);
    if (!/\b(?:curl|wget|http|https|xh|lftp)\b/.test(before) || isHarmless(password)) return match[0];
    return start + mark('password', password);
  });

/** Commands with options of their own for passwords. What stands between command and option is bounded. */
const COMMANDS = [
  String.raw`\bsshpass[ \t]+-p[ \t]*`,
  String.raw`\b(?:redis-cli|valkey-cli)\b[^\n|;&]{0,200}?[ \t](?:-a|--pass)[ \t]+`,
  String.raw`\b(?:docker|podman|helm|az|oc|gcrane)\b[^\n|;&]{0,60}?\blogin\b[^\n|;&]{0,200}?[ \t]-p[ \t]*`,
  String.raw`\b(?:mysql|mysqldump|mysqladmin|mariadb|mariadb-dump)\b[^\n|;&]{0,200}?[ \t]-p(?=\S)`,
  String.raw`\b(?:mongo|mongosh|mongodump|mongorestore)\b[^\n|;&]{0,200}?[ \t]-p[ \t]*`,
  String.raw`\b(?:ssh-keygen\b[^\n|;&]{0,200}?[ \t]-N|zip\b[^\n|;&]{0,200}?[ \t]-P)[ \t]+`,
  String.raw`\bpass(?:in|out)?[ \t]+["']?pass:`,
  String.raw`\blogin[ \t]+[^\s]{1,100}\s+password[ \t]+`,
  String.raw`\bidentified[ \t]+(?:with[ \t]+\w{1,40}[ \t]+)?by[ \t]+`,
  String.raw`\b(?:role|user)[ \t]+[^\n;]{1,200}?\bpassword[ \t]+(?=')`,
].map((start) => new RegExp(`${start}(?:${VALUE})`, 'gi'));

const PIPED = new RegExp(
  String.raw`\b(?:echo|printf)[ \t]+(?:-n[ \t]+|["']?%s["']?[ \t]+)?(?:${VALUE})(?=[^\n]{0,20}\|[^\n]{0,200}?(?:--password-stdin|--with-token|chpasswd|passwd --stdin|sudo[ \t]+(?:-k[ \t]+)?-S))`,
  'g',
);

/** A name and a value after a command: aws configure set aws_secret_access_key x, ENV API_KEY x. */
const SETTING = new RegExp(
  String.raw`\b(?:set|setx|ENV|add)[ \t]+(?<name>[\w.:/@-]{3,120})[ \t]+(?:${VALUE})`,
  'g',
);

/** A variable of the shell fish: set -gx API_TOKEN x. */
const FISH = new RegExp(
  String.raw`\bset[ \t]+(?:(?:-[a-zA-Z]{1,6}|--[a-z]{3,12})[ \t]+){1,5}(?<name>\w{3,100})[ \t]+(?:${VALUE})`,
  'g',
);

/** A line of a .pgpass file: host:port:database:user:password. */
const PGPASS = /(?<=^[\w.*-]{1,200}:(?:\d{4,5}|\*):[\w*-]{1,64}:[\w*-]{1,64}:)[^\s:]+$/gm;

const redactCommands: Rule = (text, mark) => {
  const keep = (value: string) => isHarmless(value) || /^[$-]/.test(value);
  const commands = [...COMMANDS, PIPED].reduce(
    (current, pattern) =>
      rewrite(current, pattern, (match) => {
        const value = foundValue(match).text;
        return keep(value) ? match[0] : withValue(match, mark('password', value));
      }),
    text,
  );
  const settings = rewrite(commands, SETTING, (match) => {
    const type = secretTypeOf(match.groups?.name ?? '');
    const value = foundValue(match).text;
    return type === null || keep(value) || !looksRandom(value)
      ? match[0]
      : withValue(match, mark(type, value));
  });
  const variables = rewrite(settings, FISH, (match) => {
    const type = secretTypeOf(match.groups?.name ?? '');
    const value = foundValue(match).text;
    return type === null || keep(value) || value.startsWith('(')
      ? match[0]
      : withValue(match, mark(type, value));
  });
  return rewrite(variables, PGPASS, ([password]) => (keep(password) ? password : mark('password', password)));
};

const RULES = [
  redactQuotedUrls,
  redactUrls,
  redactNetworkAddresses,
  redactHeaders,
  redactBearers,
  redactOptions,
  redactUserOptions,
  redactCommands,
];

/** Returns the text with credentials marked. A URL keeps its scheme, user and host. */
export function redactCredentials(text: string, mark: Mark): string {
  return RULES.reduce((current, rule) => rule(current, mark), text);
}
