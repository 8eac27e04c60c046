/**
 * The telemetry of Codex, which needs no trust. It names no turns. Its tool_result has the whole output of a command with the exit code
 * that its hooks omit, so the row of a command comes from here.
 */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { codex as hooks } from '../clients/codex';
import type { Fact } from '../facts';
import { hashOf } from '../hash-of';
import { defined, objectOf, textOf } from '../payload';
import { countOf, type TelemetryEvent } from './telemetry-event';
import { HIDDEN_PROMPT, telemetryMapping } from './telemetry-mapping';

const READERS: Readonly<Record<string, (event: TelemetryEvent) => Fact[]>> = {
  'codex.conversation_starts': ({ attributes, version }) => [
    defined({ kind: 'session' as const, model: textOf(attributes.model), client_version: version }),
  ],
  'codex.user_prompt': readPrompt,
  'codex.tool_result': readResult,
  'codex.sse_event': readUsage,
  'session_task.turn': ({ error }) => [
    error === undefined ? { kind: 'turn_end' } : { kind: 'turn_failure', error },
  ],
};

export const codexTelemetry = telemetryMapping({
  identify({ telemetry, name, attributes }) {
    const isTurn = name === 'session_task.turn';
    const session = textOf(attributes[isTurn ? 'thread.id' : 'conversation.id']);
    const isKnown = Object.hasOwn(READERS, name) && (telemetry === 'span') === isTurn;
    const isUsage = attributes.input_token_count !== undefined;
    if (session === undefined || !isKnown || (name === 'codex.sse_event' && !isUsage)) return null;
    return { session, name };
  },
  read: (event) => READERS[event.name]?.(event) ?? [],
});

/** Without log_user_prompt, the text is hidden. */
function readPrompt({ attributes }: TelemetryEvent): Fact[] {
  const text = textOf(attributes.prompt);
  const is_hidden = text === undefined || /^[[<]REDACTED[\]>]$/i.test(text) || undefined;
  return [
    defined({
      kind: 'prompt' as const,
      text: is_hidden ? HIDDEN_PROMPT : (text ?? ''),
      is_hidden,
    }),
  ];
}

/** The report of a hook would say less of a command, and as much of another call. */
function readResult({ attributes }: TelemetryEvent): Fact[] {
  const args = attributes.arguments;
  const hasFailed = String(attributes.success) === 'false';
  const facts = hooks.read(
    defined({
      hook_event_name: 'PostToolUse',
      session_id: attributes['conversation.id'],
      tool_name: toolOf(attributes),
      tool_input: typeof args === 'string' ? { command: args } : objectOf(args),
      tool_use_id: attributes.call_id,
      tool_response: hasFailed
        ? { isError: true, content: [{ type: 'text', text: attributes.output ?? 'Failed' }] }
        : attributes.output,
      duration_ms: countOf(attributes.duration_ms),
    }),
  );
  return facts.map((fact) =>
    fact.kind === 'result' ? { ...fact, is_partial: fact.row.action_type !== 'command' } : fact,
  );
}

function toolOf({ tool_name, mcp_server }: JsonObject): string {
  const tool = textOf(tool_name) ?? 'unknown';
  const server = textOf(mcp_server);
  return server === undefined || tool.startsWith('mcp__') ? tool : `mcp__${server}__${tool}`;
}

/** The input includes the tokens that were read from the cache. */
function readUsage({ attributes, at }: TelemetryEvent): Fact[] {
  const model = textOf(attributes.model);
  if (model === undefined) return [];
  return [
    defined({
      kind: 'usage',
      id: `otel:${hashOf([at ?? null, attributes])}`,
      model,
      input_tokens: countOf(attributes.input_token_count),
      output_tokens: countOf(attributes.output_token_count),
      cached_tokens: countOf(attributes.cached_token_count),
      cache_write_tokens: countOf(attributes.cache_write_token_count),
      reasoning_tokens: countOf(attributes.reasoning_token_count),
    }),
  ];
}
