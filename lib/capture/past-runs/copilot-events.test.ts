import { expect, test } from 'vitest';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { copilotEvents } from './copilot-events';
import { placeOfFile } from './files/session-files';

type Row = [type: string, data: JsonObject, agentId?: string];

/** Returns the events of rows, and those of the end. */
function eventsOf(rows: Row[]) {
  const state = copilotEvents.begin();
  const events = rows.flatMap(([type, data, agentId], line) =>
    copilotEvents.read(state, 's1', {
      file: 'main',
      line,
      row: { type, data, id: `e${line}`, timestamp: '2026-10-01T08:00:00Z', ...(agentId && { agentId }) },
    }),
  );
  return [...events, ...copilotEvents.finish(state, 's1')];
}

const start = (toolCallId: string, toolName: string, args: JsonObject): Row => [
  'tool.execution_start',
  { toolCallId, toolName, arguments: args },
];

test('reads the session', () => {
  const context = { cwd: '/srv/shop', branch: 'main' };
  const [event] = eventsOf([
    ['session.start', { sessionId: 's1', copilotVersion: '1.0.102', selectedModel: 'gpt-4.1', context }],
  ]);
  expect(event?.facts).toEqual([
    { kind: 'session', cwd: '/srv/shop', branch: 'main', model: 'gpt-4.1', client_version: '1.0.102' },
  ]);
});

test('joins a call and its result, side by side with another one', () => {
  const [second, first] = eventsOf([
    start('c1', 'bash', { command: 'npm test' }),
    start('c2', 'view', { path: 'cart.ts' }),
    ['tool.execution_complete', { toolCallId: 'c2', success: true, result: { content: 'const a' } }],
    [
      'tool.execution_complete',
      { toolCallId: 'c1', success: true, shellExecution: { exitCode: 3 }, result: { content: 'oops' } },
    ],
  ]);
  expect(second?.payload).toMatchObject({ hookName: 'postToolUse', toolName: 'view' });
  expect(first?.payload).toMatchObject({
    toolName: 'bash',
    toolArgs: { command: 'npm test' },
    toolResult: { textResultForLlm: 'oops\n<completed with exit code 3>' },
  });
});

test('reads a failed call', () => {
  const [event] = eventsOf([
    start('c1', 'update_todo', { todos: '- [ ] Write it' }),
    ['tool.execution_complete', { toolCallId: 'c1', success: false, error: { message: 'No such tool.' } }],
  ]);
  expect(event?.payload).toMatchObject({ hookName: 'postToolUseFailure', error: 'No such tool.' });
});

test.each<[name: string, last: Row, events: string[]]>([
  ['an answer', ['assistant.message', { content: 'Done.', toolRequests: [] }], ['agentStop', 'SessionEnd']],
  ['a call', ['assistant.message', { content: 'Next', toolRequests: [{ name: 'bash' }] }], ['SessionEnd']],
  ['an interruption', ['abort', { reason: 'user initiated' }], ['abort', 'SessionEnd']],
])('ends a turn whose last row is %s', (_, last, events) => {
  const all = eventsOf([['user.message', { content: 'Do it' }], last]);
  expect(all.map(({ event }) => event)).toEqual(['userPromptSubmitted', ...events]);
});

test('reads no prompt from a message that no person wrote', () => {
  const events = eventsOf([
    ['user.message', { content: 'Read the skill', source: 'skill-pdf' }],
    ['user.message', { content: 'Explore' }, 'a1'],
  ]);
  expect(events.map(({ event }) => event)).toEqual(['SessionEnd']);
});

test('places the calls of a subagent', () => {
  const [began, call, ended] = eventsOf([
    start('c1', 'task', { description: 'Read the logs', agent_type: 'explore' }),
    ['subagent.started', { toolCallId: 'c1', agentName: 'explore' }],
    start('c2', 'view', { path: 'a.log' }),
    ['tool.execution_complete', { toolCallId: 'c2', parentToolCallId: 'c1', success: true, result: {} }],
    ['subagent.failed', { toolCallId: 'c1', error: 'It stopped.' }],
  ]);
  expect(began?.facts).toEqual([
    { kind: 'subagent', subagent: 'c1', type: 'explore', description: 'Read the logs' },
  ]);
  expect(call?.payload).toMatchObject({ sessionId: 'c1', agentId: 'c1', parentAgentId: 's1' });
  expect(ended?.facts).toEqual([{ kind: 'subagent_end', subagent: 'c1', error: 'It stopped.' }]);
});

const metrics = { 'gpt-4.1': { usage: { inputTokens: 20, outputTokens: 4 } } };
const record: Row = [
  'session.usage_record',
  { usage: { model: 'gpt-4.1', inputTokens: 20, outputTokens: 4, apiCallId: 'u1', cost: 0 } },
];

test.each<[name: string, rows: Row[], id: string]>([
  ['the model calls', [record, ['session.shutdown', { modelMetrics: metrics }]], 'u1'],
  ['the totals of old versions', [['session.shutdown', { modelMetrics: metrics }]], 'e0 gpt-4.1'],
])('counts usage once, from %s', (_, rows, id) => {
  const usage = eventsOf(rows).filter(({ event }) => event === 'usage');
  expect(usage.flatMap(({ facts }) => facts)).toEqual([
    { kind: 'usage', id, model: 'gpt-4.1', input_tokens: 20, output_tokens: 4 },
  ]);
});

test('keeps the summary of a compaction', () => {
  const [event] = eventsOf([['session.compaction_complete', { success: true, summaryContent: 'So far' }]]);
  expect(event?.facts?.map(({ kind }) => kind)).toEqual(['note', 'context']);
});

test.each([
  ['/home/ada/.copilot/session-state/s1/events.jsonl', { session: 's1', file: 'main' }],
  ['/home/ada/.copilot/session-state/s1/checkpoints.jsonl', null],
])('finds the session in the name of %s', (path, place) => {
  expect(placeOfFile('copilot', path)).toEqual(place);
});

test('ignores rows of other shapes', () => {
  const rows: Row[] = [
    ['user.message', {}],
    ['tool.execution_complete', {}],
    ['unknown', { a: 1 }],
    ['session.shutdown', { modelMetrics: 5 }],
    ['subagent.started', {}],
  ];
  expect(eventsOf(rows).map(({ event }) => event)).toEqual(['postToolUse', 'SessionEnd']);
});
