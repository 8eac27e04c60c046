/**
 * One log record or span of a coding agent, as the inbox stores it: a flat object with plain attributes, so that the secrets in it are found
 * by the names of their fields. A payload with `telemetry` is such an event; any other comes from a hook.
 */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { defined, numberOf, objectOf, textOf } from '../payload';

export interface TelemetryEvent {
  telemetry: 'log' | 'span_start' | 'span';
  name: string;
  attributes: JsonObject;
  /** When it happened: of a span its end, ISO 8601. */
  at?: string;
  duration_ms?: number;
  service: string;
  version?: string;
  trace?: string;
  span?: string;
  parent?: string;
  /** Why the span failed. */
  error?: string;
  /** The span of the subagent that it belongs to, if the same request says so. */
  subagent?: string;
}

/** Returns a telemetry event; null for the payload of a hook. */
export function openTelemetry(payload: JsonObject): TelemetryEvent | null {
  const { telemetry } = payload;
  if (telemetry !== 'log' && telemetry !== 'span' && telemetry !== 'span_start') return null;
  return defined<TelemetryEvent>({
    telemetry,
    name: textOf(payload.name) ?? '',
    attributes: objectOf(payload.attributes),
    at: textOf(payload.at),
    duration_ms: numberOf(payload.duration_ms),
    service: textOf(payload.service) ?? '',
    version: textOf(payload.version),
    trace: textOf(payload.trace),
    span: textOf(payload.span),
    parent: textOf(payload.parent),
    error: textOf(payload.error),
    subagent: textOf(payload.subagent),
  });
}

/** Returns a number, which some clients send as text. */
export function countOf(value: Json | undefined): number | undefined {
  return numberOf(typeof value === 'string' && value.trim() !== '' ? Number(value) : value);
}

/** Returns the operation of a span in the GenAI conventions; '' for any other event. */
export function operationOf({ attributes }: TelemetryEvent): string {
  return textOf(attributes['gen_ai.operation.name']) ?? '';
}

/** Returns whether an event is the run of an agent. */
export function isRun(event: TelemetryEvent): boolean {
  return ['invoke_agent', 'invoke_workflow'].includes(operationOf(event));
}
