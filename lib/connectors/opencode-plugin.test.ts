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

afterEach(() => vi.useRealTimers());

/** Loads the plugin as OpenCode does: each export is a plugin. */
async function loadPlugin(origin: string): Promise<Hooks> {
  const [file] = connectorFiles('opencode', { origin, key }).files;
  const path = join(folder, `plugin-${count++}.mjs`);
  await writeFile(path, file?.content ?? '');
  const exported = await import(pathToFileURL(path).href);
  expect(Object.keys(exported)).toEqual(['AgentExecution']);
  return exported.AgentExecution({ directory: '/home/ada/shop' });
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
  expect(received.map(({ body }) => opencode.identify(body))).toMatchObject([
    { session: 'main', event: 'session.created' },
    { session: 'main', event: 'session.created' },
    { session: 'main', event: 'session.created' },
    { session: 'main', event: 'tool.execute.before', key: 'tool.execute.before:c' },
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
