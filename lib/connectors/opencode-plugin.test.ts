import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { opencode } from '@/lib/capture/clients/opencode';
import { EventServer } from '@/tests/support/event-server';
import { connectorFiles } from './connectors';

const key = `aes_${'b'.repeat(64)}`;

interface Hooks {
  event(sent: { event: { id?: string; type: string; properties?: object } }): Promise<void>;
  'chat.message'(input: object, output: object): Promise<void>;
  'tool.execute.before'(input: object, output: object): Promise<void>;
  'tool.execute.after'(input: object, output: object): Promise<void>;
  'permission.ask'(input: object, output: object): Promise<void>;
}

let folder: string;
let server: EventServer;
let count = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aes-plugin-'));
  server = await EventServer.start();
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

afterEach(() => {
  vi.useRealTimers();
  server.respond = () => ({});
});

/** Loads the plugin as OpenCode does: each export is a plugin. */
async function loadPlugin(
  origin: string,
  post: (sent: object) => void = () => {},
  promptAsync: (sent: object) => void = () => {},
): Promise<Hooks> {
  const [file] = connectorFiles('opencode', { origin, key }).files;
  const path = join(folder, `plugin-${count++}.mjs`);
  await writeFile(path, file?.content ?? '');
  const exported = await import(pathToFileURL(path).href);
  expect(Object.keys(exported)).toEqual(['AgentExecution']);
  return exported.AgentExecution({
    directory: '/home/ada/shop',
    client: { _client: { post }, session: { promptAsync } },
  });
}

test('sends events with the session of the person, the folder and the time', async () => {
  const hooks = await loadPlugin(server.origin);
  const created = (id: string, parentID?: string) =>
    hooks.event({
      event: {
        id: `e-${id}`,
        type: 'session.created',
        properties: { sessionID: id, info: { id, parentID } },
      },
    });
  await created('main');
  await created('child', 'main');
  await created('grandchild', 'child');
  await hooks['tool.execute.before'](
    { tool: 'bash', sessionID: 'grandchild', callID: 'c' },
    { args: { command: 'ls' } },
  );
  const received = await server.take(4);
  expect(received[0]).toMatchObject({
    path: '/api/v1/ingest/opencode',
    authorization: `Bearer ${key}`,
    body: { hook: 'event', root: 'main', directory: '/home/ada/shop' },
  });
  const identities = received.map(({ body }) => opencode.identify(body));
  expect(identities.map((found) => found?.session)).toEqual(['main', 'main', 'main', 'main']);
  expect(identities.map((found) => found?.key).sort()).toEqual([
    'session.created:e-child',
    'session.created:e-grandchild',
    'session.created:e-main',
    'tool.execute.before:c',
  ]);
});

test('ends a turn with the last message of the agent, and says whether it failed', async () => {
  const hooks = await loadPlugin(server.origin);
  const properties = { sessionID: 'main' };
  const emit = (type: string, more: object = {}) =>
    hooks.event({ event: { type, properties: { ...properties, ...more } } });
  const message = (id: string, role: string) =>
    emit('message.updated', { info: { id, role, sessionID: 'main', time: {} } });
  const says = (messageID: string, text: string) =>
    emit('message.part.updated', { part: { type: 'text', messageID, sessionID: 'main', text } });
  await hooks['chat.message'](properties, { message: { id: 'm1' }, parts: [] });
  await message('m1', 'user');
  await says('m1', 'Fix it');
  await message('m2', 'assistant');
  await says('m2', 'Fixed');
  await emit('session.idle');
  await hooks['chat.message'](properties, { message: { id: 'm3' }, parts: [] });
  await emit('session.error', { error: { name: 'UnknownError' } });
  await emit('session.idle');
  const idle = (await server.take(5)).filter(({ body }) => opencode.identify(body)?.event === 'session.idle');
  expect(idle.map(({ body }) => body.output)).toEqual([
    { last_message: 'Fixed', has_failed: false },
    { has_failed: true },
  ]);
});

test('sends nothing of what only redraws something', async () => {
  const hooks = await loadPlugin(server.origin);
  for (const type of ['message.part.delta', 'session.diff', 'plugin.added', 'file.watcher.updated'])
    await hooks.event({ event: { type, properties: { sessionID: 'main' } } });
  await hooks.event({ event: { type: 'server.connected' } });
  await hooks.event({ event: { type: 'session.compacted', properties: { sessionID: 'main' } } });
  const received = await server.take(1);
  expect(received.map(({ body }) => opencode.identify(body)?.event)).toEqual(['session.compacted']);
});

test('keeps an event as it was when the hook ran, and accepts one that is not JSON', async () => {
  const hooks = await loadPlugin(server.origin);
  const output = { title: 'before' };
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  await hooks['tool.execute.after']({ tool: 'bash', sessionID: 'main', callID: 'x' }, circular);
  const first = hooks['tool.execute.after']({ tool: 'bash', sessionID: 'main', callID: 'y' }, output);
  output.title = 'after';
  await first;
  expect((await server.take(1)).map(({ body }) => body.output)).toEqual([{ title: 'before' }]);
});

test('does not wait for a server that is away, and sends its events once it is back', async () => {
  const away = await EventServer.start();
  const port = Number(new URL(away.origin).port);
  await away.stop();
  const hooks = await loadPlugin(away.origin);
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const call = (callID: string) =>
    hooks['tool.execute.before']({ tool: 'bash', sessionID: 'main', callID }, { args: {} });
  await call('1');
  await call('2');
  await vi.waitUntil(() => vi.getTimerCount() === 1, { timeout: 10_000 });
  const back = await EventServer.start(port);
  await call('3');
  vi.runAllTimers();
  const received = await back.take(3);
  expect(received.map(({ body }) => opencode.identify(body)?.key).sort()).toEqual(
    ['1', '2', '3'].map((id) => `tool.execute.before:${id}`),
  );
  await back.stop();
});

test.each([
  ['permission.asked', '/permission/{requestID}/reply', { reply: 'reject', message: 'Not today' }],
  ['question.asked', '/question/{requestID}/reply', { answers: [['SQLite']] }],
])('answers %s as a person decided, and sends the call that waits', async (type, url, body) => {
  const answered = vi.fn();
  const hooks = await loadPlugin(server.origin, answered);
  const call = { tool: 'bash', sessionID: 'main', callID: 'c' };
  await hooks['tool.execute.before'](call, { args: { command: 'ls' } });
  server.respond = ({ hook }) => (hook === type ? body : {});
  const properties = { id: 'r1', sessionID: 'main', tool: { callID: 'c' } };
  await hooks.event({ event: { type, properties } });
  const [, asked] = await server.take(2);
  expect(asked).toMatchObject({
    path: '/api/v1/ingest/opencode?reads=response',
    body: { hook: type, input: properties, output: { tool: 'bash', args: { command: 'ls' } } },
  });
  await vi.waitFor(() =>
    expect(answered).toHaveBeenCalledExactlyOnceWith({
      url,
      path: { requestID: 'r1' },
      body,
      headers: { 'Content-Type': 'application/json' },
    }),
  );
});

test('a request that no person answers is left to the terminal', async () => {
  const answered = vi.fn();
  const hooks = await loadPlugin(server.origin, answered);
  await hooks.event({ event: { type: 'permission.asked', properties: { id: 'r1', sessionID: 'main' } } });
  await hooks.event({ event: { type: 'session.idle', properties: { sessionID: 'main' } } });
  await server.take(2);
  expect(answered).not.toHaveBeenCalled();
});

test('continues with a message at the end of a turn, unless the turn failed or is that of a subagent', async () => {
  const prompted = vi.fn();
  const hooks = await loadPlugin(server.origin, undefined, prompted);
  server.respond = ({ hook }) => (hook === 'session.idle' ? { prompt: 'Use Postgres' } : {});
  const emit = (type: string, properties: object) => hooks.event({ event: { id: 'e1', type, properties } });
  await emit('session.created', { info: { id: 'child', parentID: 'main' } });
  for (const sessionID of ['child', 'failed', 'main']) {
    if (sessionID === 'failed') await emit('session.error', { sessionID });
    await emit('session.idle', { sessionID });
  }
  const idle = (await server.take(5)).filter(({ body }) => opencode.identify(body)?.event === 'session.idle');
  expect(idle.map(({ body }) => opencode.identify(body)?.key)).toEqual(Array(3).fill('session.idle:e1'));
  await vi.waitFor(() => expect(prompted).toHaveBeenCalled());
  expect(prompted.mock.calls).toEqual([
    [{ path: { id: 'main' }, body: { parts: [{ type: 'text', text: 'Use Postgres' }] } }],
  ]);
});

test('refuses a call that a rule denies, with the reason', async () => {
  const hooks = await loadPlugin(server.origin);
  server.respond = () => ({ deny: 'A rule denies it' });
  const call = { tool: 'bash', sessionID: 'main', callID: 'c' };
  await expect(hooks['tool.execute.before'](call, { args: {} })).rejects.toThrow('A rule denies it');
  await server.take(1);
});

test('adds a message to the prompt and to the output of any tool', async () => {
  const hooks = await loadPlugin(server.origin);
  server.respond = () => ({ context: 'Use Postgres' });
  const input = { tool: 'bash', sessionID: 'main', callID: 'c' };
  const prompt = {
    message: { id: 'm1' },
    parts: [{ id: 'p1', sessionID: 'main', type: 'text', text: 'Go' }],
  };
  await hooks['chat.message'](input, prompt);
  expect(prompt.parts).toEqual([
    { id: 'p1', sessionID: 'main', type: 'text', text: 'Go' },
    { id: 'p1m', sessionID: 'main', messageID: 'm1', type: 'text', text: 'Use Postgres', synthetic: true },
  ]);
  const own = { output: 'done' };
  await hooks['tool.execute.after'](input, own);
  expect(own.output).toBe('done\n\nUse Postgres');
  const unknown = {};
  await hooks['tool.execute.after'](input, unknown);
  server.respond = () => ({});
  const ofServer = { content: [{ type: 'text', text: 'done' }] };
  await hooks['tool.execute.after'](input, ofServer);
  expect(ofServer.content).toEqual([
    { type: 'text', text: 'done' },
    { type: 'text', text: 'Use Postgres' },
  ]);
  await server.take(4);
});
