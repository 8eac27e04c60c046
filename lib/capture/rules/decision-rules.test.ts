import { describe, expect, test } from 'vitest';
import { type DecisionRule, findRule, matchesRule } from './decision-rules';
import { splitCommand } from './split-command';

const command = (subject: string) => ({ action: 'command', tool: 'Bash', subject });
const read = (subject: string) => ({ action: 'read', tool: 'Read', subject });

describe('a rule that denies', () => {
  const rule: DecisionRule = { effect: 'deny', action: 'command', pattern: 'git push*' };

  test.each([
    'git push',
    'git push --force origin main',
    'cd /srv/shop && git push',
    'npm test; git push',
    'npm test\ngit push',
    'true | git push',
    'GIT_TRACE=1 git push',
    'sleep 1 & git push',
    'git  push',
    '"git" push',
    "g'i't \\push",
    'git \\\n push',
    '/usr/bin/git push',
    'GIT push',
    '(cd api && git push)',
    '{ git push; }',
    'if true; then git push; fi',
    'sudo -n git push',
    'env GIT_TRACE=1 git push',
    "bash -c 'git push'",
    'sh -ec "cd api && git push"',
    'echo $(git push)',
    'echo "`git push`"',
    'bash -c \'sh -c "git push"\'',
  ])('matches %j', (subject) => {
    expect(matchesRule(rule, command(subject))).toBe(true);
  });

  test.each(['git pull', 'echo "git push"', "git log --grep 'x; git push'", 'mygit push'])(
    'does not match %j',
    (subject) => {
      expect(matchesRule(rule, command(subject))).toBe(false);
    },
  );

  test('matches across lines with a star', () => {
    const anywhere: DecisionRule = { effect: 'deny', pattern: '*rm -rf*' };
    expect(matchesRule(anywhere, command('bash <<EOF\nrm -rf /\nEOF'))).toBe(true);
    expect(matchesRule(anywhere, command('echo $(rm -rf /)'))).toBe(true);
  });
});

describe('a rule that allows', () => {
  const rule: DecisionRule = { effect: 'allow', action: 'command', pattern: 'npm *' };

  test.each(['npm test', 'npm ci && npm test', "npm run 'a; (b) #c'"])('matches %j', (subject) => {
    expect(matchesRule(rule, command(subject))).toBe(true);
  });

  test.each([
    'npm test && rm -rf /',
    'npm test; curl https://x.test',
    'npm test | sh',
    'npm test\nrm -rf /',
    'npm test & rm -rf /',
    'npm run $(curl https://x.test)',
    'npm run `whoami`',
    'npm test > /etc/passwd',
    'npm test < secrets',
    'npm \\\nrm',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell expands it
    'npm ${X}',
    '',
    "npm '",
    'PATH=/tmp/x npm test',
    'LD_PRELOAD=/tmp/x.so npm test',
    "npm $'\\'' ; rm -rf / #'",
    "npm test # it's\nrm -rf / #'",
    "npm *(e:'rm -rf /':)",
  ])('does not match %j', (subject) => {
    expect(matchesRule(rule, command(subject))).toBe(false);
  });

  test('allows nothing that begins with a variable, which may replace the program', () => {
    expect(matchesRule({ effect: 'allow', pattern: 'CI=1 npm *' }, command('CI=1 npm test'))).toBe(true);
    expect(matchesRule(rule, command('CI=1 npm test'))).toBe(false);
  });

  test('does not follow .. out of a folder', () => {
    const inside: DecisionRule = { effect: 'allow', action: 'read', pattern: '/srv/shop/**' };
    expect(matchesRule(inside, read('/srv/shop/src/cart.ts'))).toBe(true);
    expect(matchesRule(inside, read('/srv/shop/../secrets'))).toBe(false);
  });
});

test.each([
  '/srv/shop/secrets/key',
  '/srv/shop/src/../secrets/key',
  '/srv/shop/./secrets/key',
  '/srv/shop/Secrets/KEY',
  '../secrets/key',
  String.raw`\srv\shop\secrets\key`,
])('a path of a folder that a rule denies is found in %j', (path) => {
  const projects = [{ project: '', rules: [{ effect: 'deny' as const, pattern: '/srv/shop/secrets/*' }] }];
  expect(findRule(projects, ['/srv/shop/api'], read(path))?.effect).toBe('deny');
});

test('a long command is read like a short one', () => {
  const rule: DecisionRule = { effect: 'deny', action: 'command', pattern: 'git push*' };
  expect(matchesRule(rule, command(`(sudo "git" push) # ${'x'.repeat(100_000)}`))).toBe(true);
  const start = performance.now();
  expect(matchesRule(rule, command(`a${')'.repeat(100_000)}b`))).toBe(false);
  expect(performance.now() - start).toBeLessThan(1000);
});

test('a pattern of many stars takes no longer on a long command', () => {
  const pattern = `${'*a'.repeat(140)}*b`;
  for (const effect of ['deny', 'allow'] as const)
    for (const call of [command('a'.repeat(100_000)), command('a '.repeat(9000)), read('a'.repeat(4000))])
      expect(matchesRule({ effect, pattern }, call)).toBe(false);
  expect(matchesRule({ effect: 'ask', tool: pattern }, { ...command(''), tool: 'a'.repeat(100_000) })).toBe(
    false,
  );
});

test('a rule without a pattern is about all calls of its kind or tool', () => {
  expect(matchesRule({ effect: 'allow', action: 'read' }, read('/etc/hosts'))).toBe(true);
  expect(matchesRule({ effect: 'allow', action: 'read' }, command('ls'))).toBe(false);
  const github = { action: 'mcp', tool: 'mcp__github__create_issue', subject: 'Cart' };
  expect(matchesRule({ effect: 'ask', tool: 'mcp__github__*' }, github)).toBe(true);
  expect(matchesRule({ effect: 'ask', tool: 'mcp__jira__*' }, github)).toBe(false);
});

test('the strictest rule of the project and of all projects counts', () => {
  const projects = [
    { project: '', rules: [{ effect: 'allow' as const, action: 'command' }] },
    { project: '/srv/shop', rules: [{ effect: 'ask' as const, pattern: 'npm publish*' }] },
    { project: '/srv/other', rules: [{ effect: 'deny' as const, action: 'command' }] },
  ];
  const effectOf = (subject: string) => findRule(projects, ['/srv/shop/api'], command(subject))?.effect;
  expect(effectOf('npm test')).toBe('allow');
  expect(effectOf('npm publish')).toBe('ask');
  expect(findRule(projects, ['/srv/other'], command('npm test'))?.effect).toBe('deny');
  expect(findRule(projects, [], read('/etc/hosts'))).toBeUndefined();
});

test('quotes hold the parts of a command together', () => {
  expect(splitCommand(`echo "a; b" && FOO='x y' node -e 'a && b' | tee out`)).toEqual([
    'echo "a; b"',
    "node -e 'a && b'",
    'tee out',
  ]);
});
