/** What spans of any service mean that follow the GenAI conventions, or those of the Vercel AI SDK. */
import { expect, test } from 'vitest';
import { otlpSpans, type SpanFields } from '@/tests/support/otlp-exports';
import { type Attributes, factsOf, span, trace } from '@/tests/support/telemetry-facts';

const genAi = (operation: string, fields: Attributes = {}, more: Partial<SpanFields> = {}) =>
  span('agency', { 'gen_ai.operation.name': operation, 'gen_ai.conversation.id': 's1', ...fields }, more);

const userMessage = (content: string) =>
  JSON.stringify([{ role: 'user', parts: [{ type: 'text', content }] }]);

const CASES: [string, object, string, object[]][] = [
  [
    'a prompt in a chat, without what the client writes before it, and its tokens',
    genAi('chat', {
      'gen_ai.response.model': 'gpt-4.1',
      'gen_ai.usage.input_tokens': '12',
      'gen_ai.usage.output_tokens': 3,
      'gen_ai.input.messages': userMessage('<current_datetime>now</current_datetime>\n\nSay hello'),
    }),
    'otel',
    [
      { kind: 'session', model: 'gpt-4.1' },
      { kind: 'prompt', turn: trace, text: 'Say hello' },
      { kind: 'usage', turn: trace, input_tokens: 12, output_tokens: 3 },
    ],
  ],
  [
    'a tool call of any service',
    genAi('execute_tool', {
      'gen_ai.tool.name': 'lookup',
      'gen_ai.tool.call.id': 'c1',
      'gen_ai.tool.call.arguments': '{"id":7}',
      'gen_ai.tool.call.result': 'found',
    }),
    'otel',
    [
      {
        kind: 'result',
        turn: trace,
        call: 'c1',
        row: { action_type: 'tool', description: 'Called lookup', metadata: { tool: 'lookup' } },
      },
    ],
  ],
  [
    'a tool call that failed',
    genAi('execute_tool', { 'gen_ai.tool.name': 'lookup' }, { error: 'Not found' }),
    'otel',
    [{ kind: 'result', row: { description: 'Failed: lookup', error_message: 'Not found' } }],
  ],
];

test.each(CASES)('reads %s', (_, request, client, facts) => {
  const read = factsOf(request);
  expect(read.client).toBe(client);
  expect(read.facts.flat()).toMatchObject(facts);
  expect(read.facts.flat()).toHaveLength(facts.length);
});

test('a run is its start with the prompt, and its end with the result', () => {
  const messages = {
    'gen_ai.input.messages': userMessage('Plan a trip'),
    'gen_ai.output.messages': JSON.stringify([
      { role: 'assistant', parts: [{ type: 'text', content: 'Done' }] },
    ]),
  };
  expect(factsOf(genAi('invoke_agent', messages)).facts).toMatchObject([
    [{ kind: 'session' }, { kind: 'prompt', turn: trace, text: 'Plan a trip' }],
    [{ kind: 'turn_end', turn: trace, result: 'Done' }],
  ]);
  expect(factsOf(genAi('invoke_agent', {}, { error: 'Overloaded' })).facts).toMatchObject([
    [{ kind: 'session' }, { kind: 'prompt', text: 'Run of agency', is_hidden: true }],
    [{ kind: 'turn_failure', error: 'Overloaded' }],
  ]);
});

test('the run of an agent within another one is a subagent, with what is below it', () => {
  const of = (operation: string, fields: Attributes = {}) => ({
    'gen_ai.operation.name': operation,
    'gen_ai.conversation.id': 's1',
    ...fields,
  });
  const request = otlpSpans('agency', 'abc', [
    { name: 'tool', id: '4', parent: '3', fields: of('execute_tool', { 'gen_ai.tool.name': 'search' }) },
    { name: 'agent', id: '3', parent: '2', fields: of('invoke_agent', { 'gen_ai.agent.name': 'Scout' }) },
    { name: 'tool', id: '2', parent: '1', fields: of('execute_tool', { 'gen_ai.tool.name': 'delegate' }) },
    { name: 'agent', id: '1', fields: of('invoke_agent') },
  ]);
  const subagent = '3'.repeat(16);
  expect(factsOf(request).facts.flat()).toMatchObject([
    { kind: 'result', subagent },
    { kind: 'subagent', subagent, type: 'Scout', description: 'Work of Scout' },
    { kind: 'subagent_end', subagent },
    { kind: 'result', row: { description: 'Called delegate' } },
    { kind: 'session' },
    { kind: 'prompt' },
    { kind: 'turn_end' },
  ]);
});

test('a nested run of the AI SDK is a subagent, and a workflow is a run', () => {
  const sdk = (operation: string) => ({ 'ai.operationId': operation, 'session.id': 's1' });
  const request = otlpSpans('agency', 'abc', [
    {
      name: 'chat',
      id: '4',
      parent: '3',
      fields: { ...sdk('ai.generateText.doGenerate'), 'ai.model.id': 'm' },
    },
    { name: 'run', id: '3', parent: '2', fields: { ...sdk('ai.generateText'), 'ai.response.text': 'Found' } },
    { name: 'tool', id: '2', parent: '1', fields: { ...sdk('ai.toolCall'), 'ai.toolCall.name': 'delegate' } },
    { name: 'run', id: '1', fields: sdk('ai.streamText') },
  ]);
  const subagent = '3'.repeat(16);
  expect(factsOf(request).facts.flat()).toMatchObject([
    { kind: 'subagent', subagent },
    { kind: 'subagent_end', subagent },
    { kind: 'result', row: { description: 'Called delegate' } },
    { kind: 'session' },
    { kind: 'prompt' },
    { kind: 'turn_end' },
  ]);
  expect(factsOf(genAi('invoke_workflow')).facts.flat()).toMatchObject([
    { kind: 'session' },
    { kind: 'prompt' },
    { kind: 'turn_end' },
  ]);
});
