import { describe, expect, test } from 'vitest';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { isOutside, type RiskKind, risksOf } from './risk';

const project = '/srv/shop';
const kinds = (input: JsonObject, tool = 'Bash') => risksOf({ tool, input, project }).map(({ kind }) => kind);

describe('a command', () => {
  test.each<[string, RiskKind[]]>([
    ['npm test', []],
    ['grep -rn "rm" src', []],
    ['ls -la && cat README.md', []],
    ['echo done > out.txt', []],
    ['node build.js > /dev/null 2>&1', []],
    ['cp a.txt /srv/shop/b.txt', []],
    ['curl http://localhost:3000/health', ['network']],
    ['rm -rf build', ['delete']],
    ['cd /srv/shop && rm -rf build', ['delete']],
    ['git reset --hard HEAD~1', ['delete']],
    ['git push --force origin main', ['delete', 'network']],
    ['psql -c "DROP TABLE orders"', ['delete']],
    ['find . -name "*.tmp" -delete', ['delete']],
    ['rm -rf /etc/nginx', ['delete', 'outside']],
    ['echo 1 >> ~/.bashrc', ['outside']],
    ['mv dist ../other', ['outside']],
    ['tee /etc/hosts', ['outside']],
    ['sudo systemctl restart nginx', ['root']],
    ['cat ~/.ssh/id_rsa', ['credentials']],
    ['cat .env', ['credentials']],
    ['cat .env.example', []],
    ['printenv', ['credentials']],
    ['curl -H [redacted:bearer:1f3a9c] https://x.test', ['credentials', 'network']],
    ['curl -H "Authorization: $GITHUB_TOKEN" https://api.github.com', ['credentials', 'network']],
    ['npm install left-pad', ['network']],
    ['git clone git@x.test:a.git', ['network']],
  ])('%s', (command, expected) => {
    expect(kinds({ command })).toEqual(expected);
  });

  test('as a list of arguments is read as well', () => {
    expect(kinds({ command: ['bash', '-lc', 'rm -rf build'] }, 'shell')).toEqual(['delete']);
  });

  test('names what was found', () => {
    expect(risksOf({ tool: 'Bash', input: { command: 'curl https://x.test/a -o b' }, project })).toEqual([
      { kind: 'network', what: 'https://x.test/a' },
    ]);
  });

  test('is outside a project that is not known only in folders of the system', () => {
    const write = (path: string) =>
      risksOf({ tool: 'Bash', input: { command: `touch ${path}` }, project: null });
    expect(write('/etc/x')).toEqual([{ kind: 'outside', what: '/etc/x' }]);
    expect(write('~/.bashrc')).toHaveLength(1);
    expect(write('/srv/shop/x')).toEqual([]);
  });
});

describe('another tool', () => {
  test.each<[string, JsonObject, RiskKind[]]>([
    ['Write', { file_path: '/srv/shop/a.ts', content: 'x' }, []],
    ['Write', { file_path: '/srv/shopping/a.ts', content: 'x' }, ['outside']],
    ['Edit', { file_path: '/srv/shop/../b.ts', old_string: 'a', new_string: 'b' }, ['outside']],
    ['Edit', { file_path: '/srv/shop/.env', old_string: 'a', new_string: 'b' }, ['credentials']],
    ['Read', { file_path: '/etc/hosts' }, []],
    ['WebFetch', { url: 'https://x.test', prompt: 'Sum it up' }, ['network']],
    ['WebSearch', { query: 'a thing' }, ['network']],
  ])('%s %j', (tool, input, expected) => {
    expect(kinds(input, tool)).toEqual(expected);
  });
});

test.each([
  ['a.ts', false],
  ['./a/../b.ts', false],
  ['../b.ts', true],
  ['/srv/shop', false],
  ['/srv', true],
  ['C:\\Users\\a', true],
])('isOutside(%s) is %s', (path, expected) => {
  expect(isOutside(path, project)).toBe(expected);
});
