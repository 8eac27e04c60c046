/**
 * Spans that follow the OpenTelemetry conventions for generative AI: invoke_agent, with chat and execute_tool below it. They arrive when they
 * end, so children come first. A trace is a turn; its prompt is known from the first chat, where contents are recorded. The run of
 * an agent within another one is a subagent.
 */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { ClientMapping, EventIdentity } from '../client-mapping';
import type { Fact } from '../facts';
import { hashOf } from '../hash-of';
import { hookTool } from '../hooks/hook-tools';
import { defined, firstLine, objectOf, textOf } from '../payload';
import { resultFact } from '../tools/call-facts';
import { readResponse, type ToolOutcome } from '../tools/tool-call';
import { countOf, isRun, openTelemetry, operationOf, type TelemetryEvent } from './telemetry-event';

const CHATS = new Set(['chat', 'generate_content', 'text_completion']);

/** Returns the facts of a tool call. */
export type CallReader = (event: TelemetryEvent) => Fact[];

/** Returns the mapping of a client that emits the conventions, with the reader of its tools. */
export function genAiMapping(readCall: CallReader = readToolCall): ClientMapping {
  return {
    identify(payload) {
      const event = openTelemetry(payload);
      return event === null ? null : identify(event);
    },
    read(payload) {
      const event = openTelemetry(payload);
      if (event === null || identify(event) === null) return [];
      return readSpan(event, readCall).map((fact) => placed(fact, event));
    },
  };
}

function identify(event: TelemetryEvent): EventIdentity | null {
  const { telemetry, attributes, trace, span, at } = event;
  const operation = operationOf(event);
  const session = textOf(attributes['gen_ai.conversation.id']) ?? textOf(attributes['session.id']) ?? trace;
  const isKnown = isRun(event) || CHATS.has(operation) || operation === 'execute_tool';
  if (telemetry === 'log' || !isKnown || session === undefined || trace === undefined) return null;
  const key = `otel.${telemetry}:${trace}:${span ?? hashOf(attributes)}`;
  return defined({ session, event: `otel.${operation}`, key, at });
}

/** Returns a fact with its turn and subagent. */
function placed(fact: Fact, { trace: turn, subagent }: TelemetryEvent): Fact {
  if (fact.kind === 'session' || fact.kind === 'subagent_end') return fact;
  if (fact.kind === 'result' || fact.kind === 'usage') return defined({ ...fact, turn, subagent });
  return defined({ ...fact, turn });
}

function readSpan(event: TelemetryEvent, readCall: CallReader): Fact[] {
  const operation = operationOf(event);
  if (operation === 'execute_tool') return readCall(event);
  if (CHATS.has(operation)) return readChat(event);
  return event.telemetry === 'span_start' ? readStart(event) : readEnd(event);
}

function readStart(event: TelemetryEvent): Fact[] {
  const { attributes, subagent, version } = event;
  const name = textOf(attributes['gen_ai.agent.name']);
  const text = promptOf(attributes);
  if (subagent !== undefined) {
    const description = text === undefined ? `Work of ${name ?? 'a subagent'}` : firstLine(text);
    return [defined({ kind: 'subagent' as const, subagent, type: name, description })];
  }
  const prompt = text ?? `Run of ${name ?? (event.service || 'an agent')}`;
  return [
    defined({ kind: 'session' as const, client_version: version }),
    defined({ kind: 'prompt' as const, text: prompt, is_hidden: text === undefined || undefined }),
  ];
}

function readEnd({ attributes, subagent, error }: TelemetryEvent): Fact[] {
  const result = textOf(objectOf(attributes['gen_ai.output.messages']).text);
  if (subagent !== undefined) return [defined({ kind: 'subagent_end' as const, subagent, result, error })];
  return error === undefined
    ? [defined({ kind: 'turn_end' as const, result })]
    : [{ kind: 'turn_failure', error }];
}

/** A chat that no agent runs is a turn of its own. */
function readChat(event: TelemetryEvent): Fact[] {
  const { attributes, subagent, parent, span, trace } = event;
  const model = textOf(attributes['gen_ai.response.model']) ?? textOf(attributes['gen_ai.request.model']);
  const text = subagent === undefined ? promptOf(attributes) : undefined;
  const prompt: Fact[] = text === undefined ? [] : [{ kind: 'prompt', text }];
  const session: Fact[] = model === undefined || subagent !== undefined ? [] : [{ kind: 'session', model }];
  const usage = model === undefined ? [] : readUsage(attributes, model, `${trace}:${span}`);
  return [...session, ...prompt, ...usage, ...(parent === undefined ? readEnd(event) : [])];
}

function readUsage(attributes: JsonObject, model: string, id: string): Fact[] {
  const count = (...names: string[]) =>
    names.map((name) => countOf(attributes[`gen_ai.usage.${name}`])).find((value) => value !== undefined);
  const input_tokens = count('input_tokens', 'prompt_tokens');
  const output_tokens = count('output_tokens', 'completion_tokens');
  if (input_tokens === undefined && output_tokens === undefined) return [];
  return [
    defined({
      kind: 'usage' as const,
      id,
      model,
      input_tokens,
      output_tokens,
      cached_tokens: count('cache_read.input_tokens'),
      cache_write_tokens: count('cache_creation.input_tokens', 'cache_write.input_tokens'),
      reasoning_tokens: count('reasoning.output_tokens'),
    }),
  ];
}

/** Returns what a person asked, without what the client writes before it in tags. */
function promptOf(attributes: JsonObject): string | undefined {
  const { role, text } = objectOf(attributes['gen_ai.input.messages']);
  const asked = role === 'user' ? textOf(text) : undefined;
  return asked && textOf(asked.replace(/^(?:\s*<([\w-]+)>[^<]*<\/\1>)+\s*/, ''));
}

/** Tools have the names that their authors chose. One that takes a command runs it. */
function readToolCall({ attributes, error, duration_ms, span }: TelemetryEvent): Fact[] {
  const tool = textOf(attributes['gen_ai.tool.name']) ?? 'tool';
  const args = attributes['gen_ai.tool.call.arguments'];
  const input = typeof args === 'string' ? { input: args } : objectOf(args);
  const call = textOf(attributes['gen_ai.tool.call.id']) ?? span ?? hashOf(attributes);
  const isCommand = /bash|shell|exec|terminal|command/i.test(tool) && textOf(input.command) !== undefined;
  const response = readResponse(attributes['gen_ai.tool.call.result']);
  const failure = error === undefined ? undefined : (textOf(response.output) ?? error);
  const outcome: ToolOutcome = defined({ tool, call, input, ...response, error: failure, duration_ms });
  return [resultFact(hookTool(isCommand ? 'Bash' : tool), outcome)];
}
