/** Marks facts that telemetry reports, so that they are joined with those of hooks (session/sources.ts). */
import type { Fact } from '../facts';

/** Returns facts as those of telemetry. Hooks say more of a call, unless the client's own rules know better. */
export function fromTelemetry(facts: Fact[]): Fact[] {
  return facts.map((fact) => ({
    ...fact,
    ...(fact.kind === 'result' && { is_partial: true }),
    source: 'telemetry' as const,
  }));
}
