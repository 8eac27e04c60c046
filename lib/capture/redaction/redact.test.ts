import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { INNOCENT_TEXTS } from './innocents.corpus';
import { redact } from './redact';
import { SECRET_SAMPLES } from './secrets.corpus';

const KEY = 'key of the hash';

/** A placeholder after Bearer, as in the documentation of this product. */
const MAX_FALSE_POSITIVES = 1;

/** Returns the parts of a secret that must not remain: itself, and pieces of a long one. */
function piecesOf(secret: string): string[] {
  const escaped = JSON.stringify(secret).slice(1, -1);
  const count = Math.max(1, Math.floor(escaped.length / 12));
  return Array.from({ length: count }, (_, at) =>
    count === 1 ? escaped : escaped.slice(at * 12, at * 12 + 12),
  );
}

test('the corpus has at least 60 secrets of 25 kinds, and 80 texts without one', () => {
  expect(SECRET_SAMPLES.length).toBeGreaterThanOrEqual(60);
  expect(new Set(SECRET_SAMPLES.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(25);
  expect(new Set(INNOCENT_TEXTS).size).toBeGreaterThanOrEqual(80);
});

test('marks every secret of the corpus', () => {
  const missed = SECRET_SAMPLES.flatMap(({ kind, payload, secrets }) => {
    const text = JSON.stringify(redact(payload, KEY));
    const remains = secrets.flatMap(piecesOf).filter((piece) => text.includes(piece));
    return remains.map((piece) => `${kind}: ${piece} in ${text}`);
  });
  expect(missed).toEqual([]);
});

test('leaves all but a few texts without a secret alone', () => {
  const changed = INNOCENT_TEXTS.flatMap((text) => {
    const { text: after } = redact({ text }, KEY);
    return after === text ? [] : [`${text} -> ${after}`];
  });
  expect(changed.length, changed.join('\n')).toBeLessThanOrEqual(MAX_FALSE_POSITIVES);
});

test('marks its own output no further', () => {
  const unstable = SECRET_SAMPLES.filter(({ payload }) => {
    const once = redact(payload, KEY);
    return JSON.stringify(redact(once, KEY)) !== JSON.stringify(once);
  });
  expect(unstable).toEqual([]);
});

const SECRET = ['sword', 'fish'].join('');

test.each<[string, JsonObject]>([
  ['a database URL with a quote in it', { url: `mysql://app:ti"${SECRET}77@db/app` }],
  [
    'a short private key',
    { key: `-----BEGIN ${'PRIVATE'} KEY-----\n${SECRET}\n-----END ${'PRIVATE'} KEY-----` },
  ],
  ['a block of YAML', { content: `stringData:\n  password: |\n    ${SECRET}\n` }],
  ['a line that a command appends to .env', { command: `echo SALT=${SECRET} >> .env` }],
  ['a line that a command changes in .env', { command: `sed -i 's/^SALT=.*/SALT=${SECRET}/' .env` }],
  ['the value alone of an edit of .env', { file_path: '/a/.env', old_string: SECRET }],
  ['one of several edits of .env', { file_path: '/a/.env', edits: [{ newString: SECRET }] }],
])('marks %s', (_, payload) => {
  const text = JSON.stringify(redact(payload, KEY));
  expect(text).not.toContain(SECRET);
  expect(text).toContain('[redacted:');
});

test('gives equal secrets equal hashes, and other hashes under another key', () => {
  const payload = { a: 'PGPASSWORD=swordfish psql', b: 'redis://:swordfish@cache', password: 'swordfish' };
  const hashes = (key: string) =>
    [...JSON.stringify(redact(payload, key)).matchAll(/:([0-9a-f]{6})\]/g)].map(([, hash]) => hash);
  expect(hashes('one')).toHaveLength(3);
  expect(new Set(hashes('one')).size).toBe(1);
  expect(hashes('two')).not.toEqual(hashes('one'));
});

test('keeps the scheme, the user and the host of a URL', () => {
  const { url } = redact({ url: 'postgres://app:swordfish@db.example:5432/app?sslmode=require' }, KEY);
  expect(url).toMatch(
    /^postgres:\/\/app:\[redacted:url-password:[0-9a-f]{6}\]@db\.example:5432\/app\?sslmode=require$/,
  );
});

test('marks the names of fields that are tokens', () => {
  const token = `gh${'p_'}${'aB3dE5fG7h'.repeat(4)}`.slice(0, 40);
  expect(Object.keys(redact({ users: 1, [token]: 2 }, KEY))).toEqual([
    'users',
    expect.stringMatching(/^\[redacted:github-token:/),
  ]);
});

test('reads strings that hold the separator of the search', () => {
  const { a, b } = redact({ a: 'x\n\u001e\nPGPASSWORD=swordfish', b: 'plain' }, KEY);
  expect(a).toMatch(/PGPASSWORD=\[redacted:password:[0-9a-f]{6}\]$/);
  expect(b).toBe('plain');
});

test('drops what is nested too deeply', () => {
  const deep = JSON.parse(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`);
  expect(JSON.stringify(redact(deep, KEY))).toContain('[dropped: nested too deeply]');
});

/** Returns a value without its texts and numbers: what must stay. */
function shapeOf(value: Json | undefined): Json {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return 'leaf';
  return Object.values(value).map(shapeOf);
}

const fragment = fc.constantFrom(
  ...[
    'password',
    'token',
    '=',
    ': ',
    '"',
    "'",
    '\\',
    '\n',
    ' ',
    '://',
    '@',
    ':',
    'Bearer ',
    'Authorization',
    'eyJ',
    '.',
    '-----BEGIN PRIVATE KEY-----',
  ],
  ...[
    '.env',
    'A=',
    '[redacted:',
    ']',
    '{',
    '}',
    '$',
    '<',
    '>',
    '--',
    '-u ',
    'curl',
    'hunter2',
    'aB3dE5fG7hJ9kL2mN4',
    ',',
    '?key=',
    'sk_live_',
    'set ',
  ],
);
const text = fc.oneof(
  fc.string(),
  fc.array(fragment, { maxLength: 12 }).map((parts) => parts.join('')),
);
const { payload } = fc.letrec<{ payload: JsonObject; value: Json }>((tie) => ({
  payload: fc.dictionary(text, tie('value'), { maxKeys: 5 }),
  value: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('payload'),
  ),
}));

test('accepts any payload and keeps its shape', () => {
  fc.assert(
    fc.property(payload, (value) => {
      expect(shapeOf(redact(value, KEY))).toEqual(shapeOf(value));
    }),
    { numRuns: 500 },
  );
});

const SIZE = 300_000;

/** Each would take minutes if a rule looked at all that follows, or precedes, at each place. */
test.each(
  [
    'a',
    ' ',
    '\n',
    '-',
    '\\',
    '"',
    '1',
    'a.',
    'eyJ',
    'token=',
    'token=$(',
    'token="',
    '"key":',
    'https://a:',
    '://a:b/',
    'x-a-',
  ]
    .concat([
      '-----BEGIN PRIVATE KEY-----\n',
      'authorization:',
      'ghs_1_',
      'mysql ',
      'login a ',
      '<token ',
      '.env\nA=b ',
      'a:5432:b:',
      '-u a:b ',
    ])
    .concat(['token : a.b | ', 'a:b@tcp(', 'figd_', 'password ', 'set token ']),
)('takes linear time for many of %j', (piece) => {
  const stdout = piece.repeat(Math.ceil(SIZE / piece.length));
  expect(typeof redact({ stdout }, KEY).stdout).toBe('string');
});

test('takes linear time for a megabyte', () => {
  const stdout = `${'x'.repeat(500_000)}${' '.repeat(500_000)}`;
  expect(redact({ stdout }, KEY)).toEqual({ stdout });
});
