/**
 * Finds the spans that belong to subagents: the run of an agent below another run of the same request, and what is below it. The spans of a
 * long run come in several requests, children first. What comes in another request than its subagent belongs to the main agent.
 */
import { isRun, type TelemetryEvent } from './telemetry-event';

const MAX_DEPTH = 50;

const isCall = ({ attributes }: TelemetryEvent) => attributes['gen_ai.operation.name'] === 'execute_tool';

/** Returns the spans, each with the id of the run of the subagent that it belongs to. */
export function linkSubagents(spans: TelemetryEvent[]): TelemetryEvent[] {
  const known = new Map(spans.map((span) => [`${span.trace}/${span.span}`, span]));
  const parentOf = ({ trace, parent }: TelemetryEvent) =>
    parent === undefined ? undefined : known.get(`${trace}/${parent}`);

  /** Returns the spans above one, the nearest first. */
  function above(span: TelemetryEvent): TelemetryEvent[] {
    const found: TelemetryEvent[] = [];
    // The limit also ends a circle.
    for (let next = parentOf(span); next && found.length < MAX_DEPTH; next = parentOf(next)) found.push(next);
    return found;
  }

  const isSubagent = (span: TelemetryEvent) =>
    isRun(span) && above(span).some((other) => isRun(other) || isCall(other));
  return spans.map((span) => {
    const run = [span, ...above(span)].find(isRun);
    return run?.span !== undefined && isSubagent(run) ? { ...span, subagent: run.span } : span;
  });
}
