/** Exports of telemetry over OTLP, as coding agents send them. */

type Value = string | number | boolean;

const anyValue = (value: Value) => {
  if (typeof value === 'string') return { stringValue: value };
  return typeof value === 'number' ? { intValue: value } : { boolValue: value };
};

const attributes = (fields: Record<string, Value>) =>
  Object.entries(fields).map(([key, value]) => ({ key, value: anyValue(value) }));

const nanos = (time: string) => `${Date.parse(time)}000000`;

/** Returns an export of log records with these attributes. */
export function otlpLogs(service: string, records: Record<string, Value>[]) {
  const logRecords = records.map((fields) => ({
    timeUnixNano: nanos(String(fields['event.timestamp'] ?? '2026-11-30T08:00:00Z')),
    attributes: attributes(fields),
  }));
  const resource = { attributes: attributes({ 'service.name': service, 'service.version': '1.2.3' }) };
  return { resourceLogs: [{ resource, scopeLogs: [{ scope: { name: 'events' }, logRecords }] }] };
}

export interface SpanFields {
  name: string;
  /** One hexadecimal digit, and that of its parent. */
  id: string;
  parent?: string;
  start?: string;
  end?: string;
  error?: string;
  fields: Record<string, Value>;
}

/** Returns an export of the spans of one trace. */
export function otlpSpans(service: string, trace: string, spans: SpanFields[]) {
  const listed = spans.map(({ name, id, parent, start, end, error, fields }) => ({
    traceId: trace.padStart(32, '0'),
    spanId: id.repeat(16),
    ...(parent && { parentSpanId: parent.repeat(16) }),
    name,
    startTimeUnixNano: nanos(start ?? '2026-11-30T08:00:00Z'),
    endTimeUnixNano: nanos(end ?? '2026-11-30T08:00:01Z'),
    attributes: attributes(fields),
    status: error === undefined ? { code: 0 } : { code: 2, message: error },
  }));
  const resource = { attributes: attributes({ 'service.name': service }) };
  return { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'spans' }, spans: listed }] }] };
}

/** A turn of Codex without hooks: a prompt, a command that fails, and the tokens of a response. */
export function codexExport(session: string, command = 'npm test') {
  const record = (name: string, second: number, fields: Record<string, Value>) => ({
    'event.name': `codex.${name}`,
    'event.timestamp': `2026-11-30T08:00:${String(second).padStart(2, '0')}.000Z`,
    'conversation.id': session,
    model: 'gpt-5',
    ...fields,
  });
  return otlpLogs('codex_cli_rs', [
    record('conversation_starts', 0, { provider_name: 'openai' }),
    record('user_prompt', 1, { prompt: 'Repair the cart' }),
    record('sse_event', 2, { 'event.kind': 'response.created' }),
    record('sse_event', 3, {
      'event.kind': 'response.completed',
      input_token_count: '1000',
      output_token_count: '50',
      cached_token_count: '400',
      reasoning_token_count: '7',
    }),
    record('tool_result', 4, {
      tool_name: 'exec_command',
      call_id: `${session}-c1`,
      arguments: JSON.stringify({ cmd: command }),
      output: 'Chunk ID: 1\nWall time: 0.1 seconds\nProcess exited with code 1\nOutput:\n1 failed',
      success: 'true',
      duration_ms: '43',
    }),
  ]);
}

/** A run of the Vercel AI SDK with one tool call; children come first. */
export function sdkExport(session: string) {
  const run = { 'ai.telemetry.functionId': 'greeter', 'ai.telemetry.metadata.sessionId': session };
  const message = [{ role: 'user', content: [{ type: 'text', text: 'Say hello' }] }];
  return otlpSpans('shop', Buffer.from(session).toString('hex'), [
    {
      name: 'ai.generateText.doGenerate',
      id: '2',
      parent: '1',
      end: '2026-11-30T08:00:02Z',
      fields: {
        ...run,
        'ai.operationId': 'ai.generateText.doGenerate',
        'ai.response.model': 'gpt-5',
        'ai.prompt.messages': JSON.stringify(message),
        'ai.usage.inputTokens': 100,
        'ai.usage.outputTokens': 10,
      },
    },
    {
      name: 'ai.toolCall',
      id: '3',
      parent: '1',
      end: '2026-11-30T08:00:03Z',
      fields: {
        ...run,
        'ai.operationId': 'ai.toolCall',
        'ai.toolCall.name': 'bash',
        'ai.toolCall.id': 'call1',
        'ai.toolCall.args': '{"command":"echo hello"}',
        'ai.toolCall.result': '{"stdout":"hello"}',
      },
    },
    {
      name: 'ai.generateText',
      id: '1',
      end: '2026-11-30T08:00:04Z',
      fields: {
        ...run,
        'ai.operationId': 'ai.generateText',
        'ai.prompt': '{"prompt":"Say hello"}',
        'ai.response.text': 'Done',
      },
    },
  ]);
}
