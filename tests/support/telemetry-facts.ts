/** Reads exports of telemetry as the receiver does. */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { Fact } from '@/lib/capture/facts';
import { findClient } from '@/lib/capture/find-client';
import { readRequest } from '@/lib/capture/otlp/read-request';
import { otlpSpans, type SpanFields } from './otlp-exports';

export type Attributes = Record<string, string | number | boolean>;

/** Returns the facts of the events that are stored, and their client. */
export function factsOf(request: object): { client: string; facts: Fact[][] } {
  const [[client, events] = ['', []]] = readRequest(request as JsonObject); // an export is JSON
  const mapping = findClient(client);
  const stored = events.filter((event) => mapping?.identify(event));
  return { client, facts: stored.map((event) => mapping?.read(event) ?? []) };
}

/** Returns an export of one span. */
export const span = (service: string, fields: Attributes, more: Partial<SpanFields> = {}) =>
  otlpSpans(service, 'abc', [{ name: 'span', id: '2', parent: '1', fields, ...more }]);

/** The trace of the span. */
export const trace = 'abc'.padStart(32, '0');
