/** Reads the log records and spans of a request: one flat event each, by client. */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { defined, listOf, numberOf, objectOf, textOf } from '../payload';
import { withConventions } from './ai-sdk';
import { slimAttributes } from './attributes';
import { linkSubagents } from './subagents';
import { isRun, type TelemetryEvent } from './telemetry-event';

/** Services by the start of their name, with the client whose hooks have the same sessions. */
const CLIENTS: readonly (readonly [service: RegExp, client: string])[] = [
  [/^claude[-_]code/i, 'claude-code'],
  [/^codex/i, 'codex'],
  [/^gemini[-_]cli/i, 'gemini'],
  [/^(?:github[-_.])?copilot/i, 'copilot'],
  [/^opencode/i, 'opencode'],
  [/^cursor/i, 'cursor'],
];

/** Any other service that emits the GenAI conventions. */
export const OTHER_CLIENT = 'otel';

const MAX_NAME_LENGTH = 200;

/** Returns the events of an export by client, with the fields of OTLP/JSON. */
export function readRequest(request: JsonObject): Map<string, JsonObject[]> {
  const logs = listOf(request.resourceLogs).flatMap((part) =>
    readResource(part, 'scopeLogs', 'logRecords', readLog),
  );
  const spans = listOf(request.resourceSpans).flatMap((part) =>
    readResource(part, 'scopeSpans', 'spans', readSpan),
  );
  const events = [...logs, ...linkSubagents(spans.map(withConventions)).flatMap(withStart)];
  const payloads = Map.groupBy(events, ({ service }) => clientOf(service));
  return payloads as Map<string, JsonObject[]> & typeof payloads; // the fields of an event are JSON
}

function clientOf(service: string): string {
  return CLIENTS.find(([pattern]) => pattern.test(service))?.[1] ?? OTHER_CLIENT;
}

interface Resource {
  service: string;
  version?: string;
}

function readResource(
  part: Json,
  scopes: string,
  records: string,
  read: (record: JsonObject, resource: Resource) => TelemetryEvent,
): TelemetryEvent[] {
  const fields = objectOf(part);
  const attributes = attributesOf(objectOf(fields.resource).attributes);
  const resource = defined({
    service: textOf(attributes['service.name']) ?? '',
    version: textOf(attributes['service.version']),
  });
  return listOf(fields[scopes]).flatMap((scope) =>
    listOf(objectOf(scope)[records]).map((record) => read(objectOf(record), resource)),
  );
}

function readLog(record: JsonObject, resource: Resource): TelemetryEvent {
  const attributes = attributesOf(record.attributes);
  const name =
    textOf(attributes['event.name']) ?? textOf(record.eventName) ?? textOf(plainValue(record.body)) ?? '';
  return defined({
    telemetry: 'log' as const,
    name: name.slice(0, MAX_NAME_LENGTH),
    attributes: slimAttributes(attributes),
    at:
      timeOf(record.timeUnixNano) ??
      textOf(attributes['event.timestamp']) ??
      timeOf(record.observedTimeUnixNano),
    ...resource,
    trace: idOf(record.traceId),
    span: idOf(record.spanId),
  });
}

function readSpan(record: JsonObject, resource: Resource): TelemetryEvent {
  const status = objectOf(record.status);
  const hasFailed = numberOf(status.code) === 2 || status.code === 'STATUS_CODE_ERROR';
  const [start, end] = [nanosOf(record.startTimeUnixNano), nanosOf(record.endTimeUnixNano)];
  return defined({
    telemetry: 'span' as const,
    name: (textOf(record.name) ?? '').slice(0, MAX_NAME_LENGTH),
    attributes: slimAttributes(attributesOf(record.attributes)),
    at: timeOf(record.endTimeUnixNano),
    duration_ms: start !== undefined && end !== undefined ? Number((end - start) / 1_000_000n) : undefined,
    ...resource,
    trace: idOf(record.traceId),
    span: idOf(record.spanId),
    parent: idOf(record.parentSpanId),
    error: hasFailed ? (textOf(status.message) ?? exceptionOf(record.events) ?? 'Failed') : undefined,
  });
}

/** A run of an agent says at its end what it was asked at its start, so it becomes two events. */
function withStart(span: TelemetryEvent): TelemetryEvent[] {
  const { attributes, at, duration_ms, error: _, ...start } = span;
  const time = Date.parse(at ?? '') - (duration_ms ?? 0);
  if (!isRun(span) || Number.isNaN(time)) return [span];
  return [{ ...start, attributes, telemetry: 'span_start', at: new Date(time).toISOString() }, span];
}

function exceptionOf(events: Json | undefined): string | undefined {
  const messages = listOf(events).flatMap(
    (event) => textOf(attributesOf(objectOf(event).attributes)['exception.message']) ?? [],
  );
  return messages.at(-1);
}

function attributesOf(list: Json | undefined): JsonObject {
  const pairs = listOf(list).map(objectOf);
  return Object.fromEntries(
    pairs.flatMap(({ key, value }) => (typeof key === 'string' ? [[key, plainValue(value)]] : [])),
  );
}

const MAX_DEPTH = 50;

/** Returns the plain value of an AnyValue; null for an empty one, and for one that is nested too deeply. */
function plainValue(value: Json | undefined, depth = 0): Json {
  const any = objectOf(value);
  if (depth > MAX_DEPTH) return null;
  if (any.arrayValue !== undefined)
    return listOf(objectOf(any.arrayValue).values).map((item) => plainValue(item, depth + 1));
  if (any.kvlistValue !== undefined)
    return Object.fromEntries(
      listOf(objectOf(any.kvlistValue).values).map((item) => {
        const { key, value: inner } = objectOf(item);
        return [String(key ?? ''), plainValue(inner, depth + 1)];
      }),
    );
  const number = any.intValue ?? any.doubleValue;
  if (number !== undefined && number !== null && Number.isFinite(Number(number))) return Number(number);
  return (
    textOf(any.stringValue) ??
    textOf(any.bytesValue) ??
    (typeof any.boolValue === 'boolean' ? any.boolValue : null)
  );
}

/** Ids are hexadecimal; an id of zeros is none. */
function idOf(value: Json | undefined): string | undefined {
  const id = textOf(value)?.toLowerCase();
  return id === undefined || /^0*$/.test(id) ? undefined : id;
}

function nanosOf(value: Json | undefined): bigint | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const nanos = /^\d{1,20}$/.test(String(value)) ? BigInt(value) : 0n;
  return nanos === 0n ? undefined : nanos;
}

/** Returns nanoseconds since 1970 as ISO 8601; undefined for 0, which means unknown. */
function timeOf(value: Json | undefined): string | undefined {
  const nanos = nanosOf(value);
  const time = new Date(Number((nanos ?? 0n) / 1_000_000n));
  return nanos === undefined || Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
