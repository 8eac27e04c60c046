/** The mapping of a client's telemetry, from what the client's module knows of an event. */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { ClientMapping } from '../client-mapping';
import type { Fact } from '../facts';
import { hashOf } from '../hash-of';
import { defined } from '../payload';
import { openTelemetry, type TelemetryEvent } from './telemetry-event';

/** The text of a prompt that the client's settings keep out of its telemetry. */
export const HIDDEN_PROMPT = 'Prompt that the telemetry hides';

/** Returns facts as those of telemetry, so that they are joined with those of hooks (session/sources.ts). Hooks usually say more of a call. */
export function fromTelemetry(facts: Fact[]): Fact[] {
  return facts.map((fact) => ({
    ...fact,
    ...(fact.kind === 'result' && { is_partial: fact.is_partial ?? true }),
    source: 'telemetry' as const,
  }));
}

interface TelemetryReader {
  /** Returns the session and the name of an event; null for one that is not read. */
  identify(event: TelemetryEvent): { session: string; name: string } | null;
  read(event: TelemetryEvent): Fact[];
}

/** Returns the mapping of a client whose events have no ids: they are known by their content. */
export function telemetryMapping({ identify, read }: TelemetryReader): ClientMapping {
  const open = (payload: JsonObject) => {
    const event = openTelemetry(payload);
    const identity = event && identify(event);
    return event && identity && { event, ...identity };
  };
  return {
    identify(payload) {
      const opened = open(payload);
      if (opened === null) return null;
      const { session, name, event } = opened;
      return defined({
        session,
        event: `otel.${name}`,
        key: `otel.${name}:${hashOf(payload)}`,
        at: event.at,
      });
    },
    read(payload) {
      const opened = open(payload);
      return opened === null ? [] : fromTelemetry(read(opened.event));
    },
  };
}
