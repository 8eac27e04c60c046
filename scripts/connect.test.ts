/** Connects and disconnects clients with the script as Connect serves it, on files of a home folder. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connectScript } from '@/lib/connectors/connect-script';
import { KEY_PLACEHOLDER } from '@/lib/connectors/connector';
import { connectorFiles, connectorNames, findConnector } from '@/lib/connectors/connectors';

const key = `aes_${'c'.repeat(64)}`;
let script: string;
let server: Server;
let origin: string;
let home: string;

beforeAll(async () => {
  script = await connectScript();
  server = createServer((request, response) => {
    const client = findConnector(request.url?.split('/')[4] ?? '');
    const given = request.headers.authorization?.replace('Bearer ', '') ?? '';
    if (!client) return response.writeHead(404).end('{"error":{"message":"There is no such client."}}');
    response.end(JSON.stringify({ data: connectorFiles(client, { origin, key: given }) }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterAll(() => {
  server.close();
});
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'aes-home-'));
  return () => rmSync(home, { recursive: true });
});

async function run(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--input-type=module', '-', ...args], {
    env: { PATH: process.env.PATH, NODE_ENV: 'test', HOME: home, AES_KEY: key, ...env },
  });
  child.stdin.end(script);
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { out, err, code };
}

const connect = (client: string, env?: Record<string, string>) => run(['connect', client, origin], env);
const disconnect = (client: string) => run(['disconnect', client]);
const done = { err: '', code: 0 };

const read = (path: string) => readFileSync(join(home, path), 'utf8');
function put(path: string, content: string, mode = 0o644): void {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), content, { mode });
}

/** Returns every file and folder of the home folder with its content and mode. */
function snapshot(): Record<string, string> {
  const entries = readdirSync(home, { recursive: true, encoding: 'utf8' });
  return Object.fromEntries(
    entries.sort().map((entry) => {
      const { mode } = statSync(join(home, entry));
      const isFile = statSync(join(home, entry)).isFile();
      return [entry, `${(mode & 0o777).toString(8)} ${isFile ? read(entry) : ''}`];
    }),
  );
}

/** Returns whether a text is another with insertions: all its characters are there, in their order. */
function addsOnly(before: string, after: string): boolean {
  let place = -1;
  return [...before].every((character) => {
    place = after.indexOf(character, place + 1);
    return place >= 0;
  });
}

/** Settings of a person, in a form that a serializer would change. */
const own: Record<string, [path: string, content: string]> = {
  'claude-code': [
    '.claude/settings.json',
    '{\n\t"model": "opus",\n\t"env": { "DEBUG": "1",\n\t\t"A": "b" },\n\t"hooks": {}\n}',
  ],
  codex: [
    '.codex/config.toml',
    'model = "gpt"\n\n[tools]\nweb_search = true # always\n\n[projects."/x"]\ntrust_level = "trusted"',
  ],
  gemini: [
    '.gemini/settings.json',
    '{\r\n    // mine\r\n    "ui": {"theme":"x"},\r\n    "hooks": {"BeforeTool": [{"matcher": "write", "hooks": []}], "10": [], "2": []}, /* end */\r\n}\r\n',
  ],
  copilot: ['.copilot/hooks/other.json', '{"version":1,"hooks":{}}'],
  opencode: ['.config/opencode/plugins/mine.js', 'export const Mine = async () => ({});\n'],
  cursor: ['.cursor/hooks.json', '{"version": 1.0, "hooks": {"stop": [{"command": "say done"}]}}\n'],
};

describe.each(connectorNames)('%s', (client) => {
  const [path, content] = own[client] ?? ['', ''];

  test('leaves nothing behind in an empty home folder', async () => {
    const before = snapshot();
    expect(await connect(client)).toMatchObject(done);
    expect(Object.values(snapshot()).join('\n')).toContain(key);
    expect(await disconnect(client)).toMatchObject(done);
    expect(snapshot()).toEqual(before);
  });

  test('adds to own settings, once, and restores them to the byte', async () => {
    put(path, content);
    const before = snapshot();
    expect(await connect(client)).toMatchObject(done);
    const first = snapshot();
    expect(first).not.toEqual(before);
    expect(addsOnly(content, read(path))).toBe(true);
    expect(await connect(client)).toMatchObject(done);
    expect(snapshot()).toEqual(first);
    expect(await disconnect(client)).toMatchObject(done);
    expect(snapshot()).toEqual(before);
  });

  test('removes the old key when it is connected with another', async () => {
    put(path, content);
    const other = key.replaceAll('c', 'd');
    await connect(client);
    expect(await connect(client, { AES_KEY: other })).toMatchObject(done);
    const texts = Object.values(snapshot()).join('\n');
    expect(texts).toContain(other);
    expect(texts).not.toContain(key);
  });

  test('lets only its owner read a file with the key', async () => {
    put(path, content);
    await connect(client);
    for (const entry of Object.values(snapshot())) if (entry.includes(key)) expect(entry).toMatch(/^600 /);
  });
});

test('keeps what a person has added since, and removes only its own', async () => {
  put('.gemini/settings.json', '{\n  "ui": {}\n}\n');
  await connect('gemini');
  const settings = JSON.parse(read('.gemini/settings.json'));
  settings.hooks.BeforeTool.push({ matcher: 'mine', hooks: [] });
  settings.hooks.Mine = [];
  settings.late = true;
  put('.gemini/settings.json', JSON.stringify(settings, null, 2));
  expect(await disconnect('gemini')).toMatchObject(done);
  expect(JSON.parse(read('.gemini/settings.json'))).toEqual({
    ui: {},
    hooks: { BeforeTool: [{ matcher: 'mine', hooks: [] }], Mine: [] },
    late: true,
  });
});

test('is undone by text alone to the byte, as when only another file has changed', async () => {
  const [path, content] = own['claude-code'] ?? ['', ''];
  put(path, content);
  await connect('claude-code');
  put(path, `${read(path)}\n`);
  await disconnect('claude-code');
  expect(read(path)).toBe(`${content}\n`);
});

test('leaves a value that a person has changed, and says so', async () => {
  put('.claude/settings.json', '{}');
  await connect('claude-code');
  put('.claude/settings.json', read('.claude/settings.json').replace('"http/json"', '"grpc"'));
  const { out } = await disconnect('claude-code');
  expect(out).toContain('left env.OTEL_EXPORTER_OTLP_PROTOCOL, because you have changed it');
  expect(JSON.parse(read('.claude/settings.json'))).toEqual({ env: { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' } });
});

test.each([
  ['settings', { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'https://otel.example.com' }, {}],
  ['the environment', {}, { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otel.example.com' }],
])('does not send the key where the telemetry of %s goes', async (_, settings, env) => {
  put('.claude/settings.json', JSON.stringify({ env: { ...settings } }));
  const { out, code } = await connect('claude-code', env);
  expect(code).toBe(0);
  expect(out).toMatch(/left env\.OTEL_\w+ as it is/);
  expect(JSON.parse(read('.claude/settings.json'))).toEqual({
    env: { ...settings, CLAUDE_CODE_ENABLE_TODO_TOOLS: '1' },
  });
});

test.each([
  ['[otel]\nenvironment = "dev"\n', 'otel'],
  ['otel.environment = "dev"\n', 'otel'],
  ['tools = { update_plan = { enabled = false } }\n', 'tools.update_plan'],
  ['[tools]\nupdate_plan.enabled = false\n', 'tools.update_plan'],
  ['[ "tools" . update_plan ]\nenabled = false\n', 'tools.update_plan'],
])('defines no table twice: %j', async (content, table) => {
  put('.codex/config.toml', content);
  const { out } = await connect('codex');
  expect(out).toContain(`left ${table} as it is`);
  expect(read('.codex/config.toml')).not.toContain(`Added by the Agent Execution System\n[${table}]`);
  await disconnect('codex');
  expect(read('.codex/config.toml')).toBe(content);
});

test('keeps a table that Codex has put between its own', async () => {
  put('.codex/config.toml', 'model = "gpt"\n');
  await connect('codex');
  const text = read('.codex/config.toml');
  const trust = '[projects."/y"]\ntrust_level = "trusted"\n\n';
  put(
    '.codex/config.toml',
    text
      .replace('[tools.update_plan]', `${trust}[tools.update_plan]`)
      .replace('enabled = true', 'enabled = true\nmax = 3'),
  );
  const { out } = await disconnect('codex');
  expect(out).toContain('left tools.update_plan, because you have changed it');
  const rest = read('.codex/config.toml');
  expect(rest).toContain(trust.trim());
  expect(rest).toContain('[tools.update_plan]\nmax = 3');
  expect(rest).not.toMatch(/\[otel\]|aes_/);
});

test.each([
  ['claude-code', '.claude/settings.json', '{ "env": '],
  ['gemini', '.gemini/settings.json', '{ "a": 1 "b": 2 }'],
  ['cursor', '.cursor/hooks.json', '[]'],
])('refuses invalid settings of %s by name, and writes nothing', async (client, path, content) => {
  put(path, content);
  const before = snapshot();
  const { err, code } = await connect(client);
  expect(code).toBe(1);
  expect(err).toContain(`${join(home, path)} is not valid JSON (line 1)`);
  expect(snapshot()).toEqual(before);
});

test.each([
  ['connected again', connect, true],
  ['disconnected', disconnect, false],
])('keeps edits of its own files beside them when it is %s', async (_, change, isBack) => {
  await connect('opencode');
  const path = '.config/opencode/plugins/agent-execution.js';
  const first = read(path);
  put(path, '// mine\n');
  const { out } = await change('opencode');
  expect(out).toContain('Kept your edits');
  expect(read(`${path}.edited`)).toBe('// mine\n');
  expect(existsSync(join(home, path)) && read(path)).toBe(isBack && first);
});

test('writes through a symbolic link', async () => {
  put('dotfiles/settings.json', '{}\n');
  mkdirSync(join(home, '.claude'));
  symlinkSync(join(home, 'dotfiles/settings.json'), join(home, '.claude/settings.json'));
  await connect('claude-code');
  expect(read('dotfiles/settings.json')).toContain(key);
  await disconnect('claude-code');
  expect(read('dotfiles/settings.json')).toBe('{}\n');
  expect(lstatSync(join(home, '.claude/settings.json')).isSymbolicLink()).toBe(true);
});

test('uses the folder that the client uses', async () => {
  await connect('claude-code', { CLAUDE_CONFIG_DIR: join(home, 'elsewhere') });
  expect(read('elsewhere/settings.json')).toContain(key);
});

test.each([
  [['connect', 'claude-code', 'http://aes.example.com'], 'neither https nor this machine'],
  [['connect', 'claude-code'], 'neither https nor this machine'],
  [['connect', 'emacs', ''], 'no such client'],
  [['disconnect', 'claude-code'], 'claude-code is not connected'],
  [['connect', '../x', ''], 'Usage'],
])('refuses %j', async (args, message) => {
  const before = snapshot();
  const { err, code } = await run(args[2] === '' ? [...args.slice(0, 2), origin] : args);
  expect([code, err]).toEqual([1, expect.stringContaining(message)]);
  expect(snapshot()).toEqual(before);
});

test.each(['', KEY_PLACEHOLDER])(
  'refuses “%s” in place of a key, and writes nothing',
  async (placeholder) => {
    const before = snapshot();
    const { err, code } = await connect('codex', { AES_KEY: placeholder });
    expect(code).toBe(1);
    expect(err).toContain('AES_KEY is not an agent key');
    expect(snapshot()).toEqual(before);
  },
);

test('reports a server that is away', async () => {
  const { err, code } = await run(['connect', 'codex', 'http://127.0.0.1:9']);
  expect([code, err.trim()]).toEqual([1, expect.stringMatching(/bad port|ECONNREFUSED/)]);
});

test('runs from a checkout too, without a server', async () => {
  await connect('cursor');
  cpSync(join(process.cwd(), 'scripts/connect.mjs'), join(home, 'connect.mjs'));
  cpSync(join(process.cwd(), 'scripts/connect'), join(home, 'connect'), { recursive: true });
  const child = spawn(process.execPath, [join(home, 'connect.mjs'), 'disconnect', 'cursor'], {
    env: { NODE_ENV: 'test', HOME: home },
  });
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(() => read('.cursor/hooks.json')).toThrow('ENOENT');
});
