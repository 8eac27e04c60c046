/** The spans of Copilot CLI 1.0, which follow the conventions. Its tools read as its hooks do. */

import type { CapturedRow } from '../captured-row';
import type { ClientMapping } from '../client-mapping';
import { copilot as hooks } from '../clients/copilot';
import type { Fact } from '../facts';
import { defined, objectOf, textOf } from '../payload';
import { genAiMapping } from './gen-ai';
import { countOf, type TelemetryEvent } from './telemetry-event';
import { fromTelemetry } from './telemetry-mapping';

const mapping = genAiMapping(readCall);

export const copilotTelemetry: ClientMapping = {
  identify: mapping.identify,
  read: (payload) => fromTelemetry(mapping.read(payload)),
};

/** A subagent has a span of its own. */
function readCall({ attributes, error, duration_ms }: TelemetryEvent): Fact[] {
  const args = attributes['gen_ai.tool.call.arguments'];
  const result = textOf(attributes['gen_ai.tool.call.result']);
  const facts = hooks.read(
    defined({
      hookName: error === undefined ? 'postToolUse' : 'postToolUseFailure',
      sessionId: attributes['gen_ai.conversation.id'],
      toolName: attributes['gen_ai.tool.name'],
      toolArgs: typeof args === 'string' ? args : objectOf(args),
      toolResult: defined({
        resultType: error === undefined ? 'success' : 'failure',
        textResultForLlm: result,
      }),
      error,
    }),
  );
  const exit_code = countOf(attributes['process.exit.code']);
  return facts.flatMap((fact): Fact[] => {
    if (fact.kind === 'subagent_end') return [];
    if (fact.kind !== 'result') return [fact];
    const row = withExitCode(fact.row, exit_code);
    return [{ ...fact, row: { ...row, metadata: defined({ ...row.metadata, duration_ms }) } }];
  });
}

/** Returns the row with the exit code of the span, if the text of the result has none. */
function withExitCode(row: CapturedRow, exit_code: number | undefined): CapturedRow {
  const isKnown = row.action_type !== 'command' || row.after_state?.exit_code !== undefined;
  if (isKnown || exit_code === undefined) return row;
  const failure = exit_code === 0 ? undefined : `Exit code ${exit_code}`;
  return defined({
    ...row,
    after_state: { ...row.after_state, exit_code },
    error_message: row.error_message ?? failure,
  });
}
