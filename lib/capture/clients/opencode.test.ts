import { expect, it } from 'vitest';
import { ABOUT, event, hook, inAgent } from '@/tests/support/opencode-events';
import { expectToAcceptAnyObject, expectToAcceptChangedFields } from '@/tests/support/total-mapping';
import { opencode } from './opencode';

const testRun = { command: 'npm test', description: 'Run the tests' };
const HOOKS = ['chat.message', 'tool.execute.before', 'tool.execute.after', 'permission.ask'];
const EVENTS = [
  ...['created', 'updated', 'idle', 'error', 'status', 'compacted', 'deleted'].map(
    (name) => `session.${name}`,
  ),
  ...['message.updated', 'message.part.updated', 'todo.updated', 'permission.asked', 'unknown.event'],
];
const prompt = hook(
  'chat.message',
  { model: { modelID: 'big-model', providerID: 'p' } },
  {
    message: { id: 'msg_1', role: 'user' },
    parts: [
      { type: 'text', text: 'Fix the cart' },
      { type: 'text', text: 'Called the tool', synthetic: true },
    ],
  },
);

it('reads a prompt, without the texts that the client adds', () => {
  expect(opencode.read(prompt)).toStrictEqual([
    { kind: 'session', cwd: '/srv/shop', model: 'big-model' },
    { kind: 'prompt', turn: 'msg_1', text: 'Fix the cart' },
  ]);
  expect(opencode.identify(prompt)).toStrictEqual({
    session: 'ses_main',
    event: 'chat.message',
    key: 'chat.message:msg_1',
    at: ABOUT.at,
  });
});

it('reads events and hooks that a recording wraps otherwise', () => {
  const idle = { id: 'evt_1', type: 'session.idle', properties: { sessionID: 'ses_main' } };
  const input = { tool: 'bash', sessionID: 'ses_main', callID: 'c1' };
  const before = { i: input, o: { args: testRun } };
  const after = { i: { ...input, args: testRun }, o: { output: '', metadata: {} } };
  for (const payload of [idle, { url: '/oc/event/session.idle', body: idle }])
    expect(opencode.read(payload)).toStrictEqual([{ kind: 'turn_end' }]);
  expect(opencode.identify(before)?.event).toBe('tool.execute.before');
  expect(opencode.identify(after)?.event).toBe('tool.execute.after');
  expect(opencode.identify({ url: '/oc/tool.execute.after', body: after })?.event).toBe('tool.execute.after');
});

it('takes a subagent for a session of its own if nothing names its parent', () => {
  const payload = hook(
    'tool.execute.before',
    { sessionID: 'ses_kid', tool: 'bash', callID: 'c1' },
    { args: testRun },
  );
  expect(opencode.identify(payload)?.session).toBe('ses_kid');
});

it('takes the prompt of a subagent for no prompt of a person', () => {
  const output = { message: { id: 'msg_3' }, parts: [{ type: 'text', text: 'Look' }] };
  expect(opencode.read(hook('chat.message', { sessionID: 'ses_kid' }, output, inAgent))).toStrictEqual([]);
});

it('gives a question one key, whether it comes as an event or as a hook', () => {
  const asked = event('permission.asked', { id: 'per_1', permission: 'bash' });
  const ask = hook('permission.ask', { id: 'per_1', type: 'bash', pattern: 'npm test' }, { status: 'ask' });
  expect(opencode.identify(ask)?.key).toBe(opencode.identify(asked)?.key);
  expect(opencode.read(ask)).toMatchObject([{ kind: 'request', question: 'bash npm test' }]);
});

it.each([
  { hook: 'init', input: { directory: '/srv/shop' } },
  event('plugin.added', { sessionID: undefined }),
  event('message.part.delta', { partID: 'p', delta: 'x' }),
  event('message.part.updated', { part: { type: 'text', text: 'x' } }),
  event('message.part.updated', { part: { type: 'tool', callID: 'c1', state: { status: 'completed' } } }),
  event('message.updated', { info: { role: 'assistant', time: { created: 1 } } }),
  event('session.diff', { diff: [] }),
])('omits an event that only redraws something: %j', (payload) => {
  expect(opencode.identify(payload)).toBeNull();
  expect(opencode.read(payload)).toStrictEqual([]);
});

it('accepts any object', () => {
  const names = [...HOOKS, ...EVENTS];
  expectToAcceptAnyObject(opencode, {
    hook: ['event', ...names],
    input: [],
    output: [],
    root: ['ses_main'],
    directory: ['/srv/shop'],
    at: [],
    type: names,
    properties: [],
    id: [],
  });
});

it('accepts fields of another version', () => {
  expectToAcceptChangedFields(opencode, [prompt]);
});
