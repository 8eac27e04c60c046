/**
 * The protobuf messages of OTLP 1.x that the receiver reads, without the fields that it does not need: a decoder skips unknown ones.
 * https://github.com/open-telemetry/opentelemetry-proto, and google.rpc.Status for errors.
 */
import { Root, type Type } from 'protobufjs/light';

type Field = readonly [id: number, type: string, rule?: 'repeated'];

function message(fields: Record<string, Field>, oneof?: string) {
  const described = Object.entries(fields).map(([name, [id, type, rule]]) => [name, { id, type, rule }]);
  return {
    fields: Object.fromEntries(described),
    ...(oneof !== undefined && { oneofs: { [oneof]: { oneof: Object.keys(fields) } } }),
  };
}

const root = Root.fromJSON({
  nested: {
    AnyValue: message(
      {
        stringValue: [1, 'string'],
        boolValue: [2, 'bool'],
        intValue: [3, 'int64'],
        doubleValue: [4, 'double'],
        arrayValue: [5, 'ArrayValue'],
        kvlistValue: [6, 'KeyValueList'],
        bytesValue: [7, 'bytes'],
      },
      'value',
    ),
    ArrayValue: message({ values: [1, 'AnyValue', 'repeated'] }),
    KeyValueList: message({ values: [1, 'KeyValue', 'repeated'] }),
    KeyValue: message({ key: [1, 'string'], value: [2, 'AnyValue'] }),
    Resource: message({ attributes: [1, 'KeyValue', 'repeated'] }),
    Scope: message({ name: [1, 'string'] }),
    LogRecord: message({
      timeUnixNano: [1, 'fixed64'],
      body: [5, 'AnyValue'],
      attributes: [6, 'KeyValue', 'repeated'],
      traceId: [9, 'bytes'],
      spanId: [10, 'bytes'],
      observedTimeUnixNano: [11, 'fixed64'],
      eventName: [12, 'string'],
    }),
    ScopeLogs: message({ scope: [1, 'Scope'], logRecords: [2, 'LogRecord', 'repeated'] }),
    ResourceLogs: message({ resource: [1, 'Resource'], scopeLogs: [2, 'ScopeLogs', 'repeated'] }),
    Logs: message({ resourceLogs: [1, 'ResourceLogs', 'repeated'] }),
    SpanStatus: message({ message: [2, 'string'], code: [3, 'int32'] }),
    SpanEvent: message({ name: [2, 'string'], attributes: [3, 'KeyValue', 'repeated'] }),
    Span: message({
      traceId: [1, 'bytes'],
      spanId: [2, 'bytes'],
      parentSpanId: [4, 'bytes'],
      name: [5, 'string'],
      startTimeUnixNano: [7, 'fixed64'],
      endTimeUnixNano: [8, 'fixed64'],
      attributes: [9, 'KeyValue', 'repeated'],
      events: [11, 'SpanEvent', 'repeated'],
      status: [15, 'SpanStatus'],
    }),
    ScopeSpans: message({ scope: [1, 'Scope'], spans: [2, 'Span', 'repeated'] }),
    ResourceSpans: message({ resource: [1, 'Resource'], scopeSpans: [2, 'ScopeSpans', 'repeated'] }),
    Traces: message({ resourceSpans: [1, 'ResourceSpans', 'repeated'] }),
    RpcStatus: message({ code: [1, 'int32'], message: [2, 'string'] }),
  },
});

export const messageTypes: Readonly<Record<'logs' | 'traces' | 'status', Type>> = {
  logs: root.lookupType('Logs'),
  traces: root.lookupType('Traces'),
  status: root.lookupType('RpcStatus'),
};
