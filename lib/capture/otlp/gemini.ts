/** The logs of Gemini CLI 0.61. Its spans say nothing more. Its calls have no ids here either: a call is its tool with a hash of its input. */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { gemini as hooks } from '../clients/gemini';
import type { Fact } from '../facts';
import { hashOf } from '../hash-of';
import { defined, objectOf, textOf } from '../payload';
import { countOf, type TelemetryEvent } from './telemetry-event';
import { HIDDEN_PROMPT, telemetryMapping } from './telemetry-mapping';

const READERS: Readonly<Record<string, (event: TelemetryEvent) => Fact[]>> = {
  'gemini_cli.user_prompt': readPrompt,
  'gemini_cli.tool_call': readResult,
  'gemini_cli.api_response': readUsage,
  'gemini_cli.conversation_finished': () => [{ kind: 'turn_end' }],
};

export const geminiTelemetry = telemetryMapping({
  identify({ telemetry, name, attributes }) {
    const session = textOf(attributes['session.id']);
    if (session === undefined || telemetry !== 'log' || !Object.hasOwn(READERS, name)) return null;
    return { session, name };
  },
  read(event) {
    const turn = turnOf(event.attributes);
    const facts = READERS[event.name]?.(event) ?? [];
    return facts.map((fact) => (fact.kind === 'session' ? fact : defined({ ...fact, turn })));
  },
});

/** Without a terminal, all prompts have the id of the session. */
function turnOf({ prompt_id, 'session.id': session }: JsonObject): string | undefined {
  return prompt_id === session ? undefined : textOf(prompt_id);
}

/** Without logPrompts, there is no text. */
function readPrompt({ attributes }: TelemetryEvent): Fact[] {
  const text = textOf(attributes.prompt);
  return [
    text === undefined ? { kind: 'prompt', text: HIDDEN_PROMPT, is_hidden: true } : { kind: 'prompt', text },
  ];
}

function readResult({ attributes }: TelemetryEvent): Fact[] {
  const duration_ms = countOf(attributes.duration_ms);
  const facts = hooks.read({
    hook_event_name: 'AfterTool',
    session_id: attributes['session.id'] ?? null,
    tool_name: attributes.function_name ?? null,
    tool_input: objectOf(attributes.function_args),
    tool_response: defined({ llmContent: contentOf(attributes), error: errorOf(attributes) }),
    ...(attributes.mcp_server_name !== undefined && {
      mcp_context: { server_name: attributes.mcp_server_name, tool_name: attributes.function_name ?? null },
    }),
  });
  return facts.map((fact) =>
    fact.kind === 'result'
      ? { ...fact, row: { ...fact.row, metadata: defined({ ...fact.row.metadata, duration_ms }) } }
      : fact,
  );
}

/** Only the exit code of a command is sent, if it is not 0. Written as the client writes it for the model. */
function contentOf({ metadata }: JsonObject): string | undefined {
  const code = countOf(objectOf(metadata).exitCode);
  return code === undefined ? undefined : `Output: (empty)\nExit Code: ${code}`;
}

function errorOf({ success, error, decision, metadata }: JsonObject): string | undefined {
  if (decision === 'reject') return 'Rejected by a person';
  const hasExitCode = countOf(objectOf(metadata).exitCode) !== undefined;
  return String(success) === 'false' && !hasExitCode ? (textOf(error) ?? 'Failed') : undefined;
}

/** The tokens of thoughts are counted apart from the output. */
function readUsage({ attributes, at }: TelemetryEvent): Fact[] {
  const model = textOf(attributes.model);
  if (model === undefined) return [];
  const reasoning_tokens = countOf(attributes.thoughts_token_count);
  return [
    { kind: 'session', model },
    defined({
      kind: 'usage',
      id: `otel:${hashOf([at ?? null, attributes])}`,
      model,
      input_tokens: countOf(attributes.input_token_count),
      output_tokens: (countOf(attributes.output_token_count) ?? 0) + (reasoning_tokens ?? 0),
      cached_tokens: countOf(attributes.cached_content_token_count),
      reasoning_tokens,
    }),
  ];
}
