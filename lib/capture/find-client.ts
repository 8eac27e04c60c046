/** The clients whose events can be captured, by the name in the address. An event comes from a hook, or from the client's telemetry. */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { ClientMapping } from './client-mapping';
import { hookMappings } from './clients/clients';
import { openTelemetry } from './otlp/telemetry-event';
import { telemetryMappings } from './otlp/telemetry-mappings';
import { withRuleRow } from './rules/ruled-event';

const NOTHING: ClientMapping = { identify: () => null, read: () => [] };

function bothMappings(name: string): ClientMapping {
  const hooks = hookMappings[name] ?? NOTHING;
  const telemetry = telemetryMappings[name] ?? NOTHING;
  const mappingOf = (payload: JsonObject) => (openTelemetry(payload) === null ? hooks : telemetry);
  return {
    prepare: (payload) => mappingOf(payload).prepare?.(payload) ?? payload,
    identify: (payload) => mappingOf(payload).identify(payload),
    read: (payload) => withRuleRow(payload, mappingOf(payload).read(payload)),
  };
}

const clients = new Map(
  [...new Set([...Object.keys(hookMappings), ...Object.keys(telemetryMappings)])].map((name) => [
    name,
    bothMappings(name),
  ]),
);

/** Returns the mapping of a client; undefined for an unknown one. */
export function findClient(name: string): ClientMapping | undefined {
  return clients.get(name);
}
