/**
 * The telemetry of Claude Code 2.1. Its logs have the session and the prompt that hooks name, and the tokens and cost that hooks lack. Of its
 * spans, only the end of an interaction says something that no log says.
 */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { claudeCode as hooks } from '../clients/claude-code';
import type { Fact } from '../facts';
import { hashOf } from '../hash-of';
import { defined, objectOf, textOf } from '../payload';
import { countOf, type TelemetryEvent } from './telemetry-event';
import { HIDDEN_PROMPT, telemetryMapping } from './telemetry-mapping';

const READERS: Readonly<Record<string, (event: TelemetryEvent) => Fact[]>> = {
  user_prompt: readPrompt,
  tool_result: readResult,
  api_request: readUsage,
  subagent_completed: readSubagentEnd,
  interaction: ({ error }) => [error === undefined ? { kind: 'turn_end' } : { kind: 'turn_failure', error }],
};

export const claudeCodeTelemetry = telemetryMapping({
  identify(event) {
    const name = nameOf(event);
    const session = textOf(event.attributes['session.id']);
    const isSpan = event.telemetry === 'span' && name === 'interaction';
    if (session === undefined || !Object.hasOwn(READERS, name) || isSpan !== (name === 'interaction'))
      return null;
    return { session, name };
  },
  read: (event) => READERS[nameOf(event)]?.(event) ?? [],
});

const nameOf = ({ name }: TelemetryEvent) => name.replace(/^claude_code\./, '');

/** Returns the fields of a hook that says the same. */
function hookOf({ attributes }: TelemetryEvent, hook_event_name: string, fields: JsonObject): JsonObject {
  const ids = {
    session_id: attributes['session.id'],
    prompt_id: attributes['prompt.id'],
    agent_id: attributes.agent_id,
  };
  return defined({ ...ids, hook_event_name, ...fields });
}

/** Without OTEL_LOG_USER_PROMPTS, the text is hidden. */
function readPrompt(event: TelemetryEvent): Fact[] {
  const { attributes, version } = event;
  const text = textOf(attributes.prompt);
  const is_hidden = text === undefined || /^<REDACTED>$/i.test(text);
  const prompt = is_hidden ? HIDDEN_PROMPT : text;
  const facts = hooks.read(hookOf(event, 'UserPromptSubmit', { prompt }));
  const shown = facts.map((fact) => (is_hidden && fact.kind === 'prompt' ? { ...fact, is_hidden } : fact));
  return [defined({ kind: 'session' as const, client_version: version }), ...shown];
}

function readResult(event: TelemetryEvent): Fact[] {
  const { attributes } = event;
  const parameters = objectOf(attributes.tool_parameters);
  const hasFailed = String(attributes.success) === 'false';
  const input = objectOf(attributes.tool_input);
  return hooks.read(
    hookOf(event, hasFailed ? 'PostToolUseFailure' : 'PostToolUse', {
      tool_name: toolOf(attributes, parameters),
      tool_input: Object.keys(input).length > 0 ? input : inputOf(parameters),
      tool_use_id: attributes.tool_use_id,
      duration_ms: countOf(attributes.duration_ms),
      ...(hasFailed && { error: attributes.error ?? 'Failed' }),
    }),
  );
}

function toolOf({ tool_name }: JsonObject, { mcp_server_name, mcp_tool_name }: JsonObject): Json | undefined {
  return mcp_server_name === undefined
    ? tool_name
    : `mcp__${String(mcp_server_name)}__${String(mcp_tool_name)}`;
}

/** Without OTEL_LOG_TOOL_DETAILS, only some parameters are known. */
function inputOf({ full_command, description, subagent_type }: JsonObject): JsonObject {
  return defined({ command: full_command, description, subagent_type });
}

/** The client counts the tokens of the cache apart from the input. */
function readUsage({ attributes }: TelemetryEvent): Fact[] {
  const model = textOf(attributes.model);
  const request = textOf(attributes.request_id);
  const [input = 0, cached_tokens = 0, cache_write_tokens = 0] = [
    attributes.input_tokens,
    attributes.cache_read_tokens,
    attributes.cache_creation_tokens,
  ].map(countOf);
  if (model === undefined) return [];
  const subagent = textOf(attributes.agent_id);
  return [
    defined({
      kind: 'usage',
      id: request ?? `otel:${hashOf(attributes)}`,
      turn: textOf(attributes['prompt.id']),
      subagent,
      model,
      input_tokens: input + cached_tokens + cache_write_tokens,
      output_tokens: countOf(attributes.output_tokens),
      cached_tokens,
      cache_write_tokens,
      cost_usd: countOf(attributes.cost_usd),
    }),
  ];
}

function readSubagentEnd({ attributes }: TelemetryEvent): Fact[] {
  const subagent = textOf(attributes.agent_id);
  const type = textOf(attributes.agent_type);
  const turn = textOf(attributes['prompt.id']);
  if (subagent === undefined) return [];
  const description = `Work of ${type ?? 'a subagent'}`;
  return [
    defined({ kind: 'subagent', turn, subagent, type, description }),
    { kind: 'subagent_end', subagent },
  ];
}
