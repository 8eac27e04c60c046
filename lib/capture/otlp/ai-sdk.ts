/**
 * The spans of the Vercel AI SDK 6, written in the words of the GenAI conventions: ai.generateText is the run of an agent, the
 * doGenerate below it is a chat, and ai.toolCall is a tool call.
 */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { defined } from '../payload';
import type { TelemetryEvent } from './telemetry-event';

/** Returns the event in the words of the conventions; an event of another library unchanged. */
export function withConventions(event: TelemetryEvent): TelemetryEvent {
  const { attributes } = event;
  const operation = attributes['ai.operationId'];
  if (typeof operation !== 'string') return event;
  const session = { 'session.id': attributes['session.id'] ?? attributes['ai.telemetry.metadata.sessionId'] };
  const translated = translate(operation, attributes);
  return { ...event, attributes: translated === null ? {} : defined({ ...session, ...translated }) };
}

function translate(operation: string, attributes: JsonObject): JsonObject | null {
  if (operation === 'ai.toolCall')
    return defined({
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': attributes['ai.toolCall.name'],
      'gen_ai.tool.call.id': attributes['ai.toolCall.id'],
      'gen_ai.tool.call.arguments': attributes['ai.toolCall.args'],
      'gen_ai.tool.call.result': attributes['ai.toolCall.result'],
    });
  if (/\.do(?:Generate|Stream)$/.test(operation)) return chatOf(attributes);
  if (!/^ai\.(?:generate|stream)(?:Text|Object)$/.test(operation)) return null;
  return defined({
    'gen_ai.operation.name': 'invoke_agent',
    'gen_ai.agent.name': attributes['ai.telemetry.functionId'],
    'gen_ai.input.messages': attributes['ai.prompt'],
    'gen_ai.output.messages': outputOf(attributes),
  });
}

function chatOf(attributes: JsonObject): JsonObject {
  return defined({
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': attributes['gen_ai.request.model'] ?? attributes['ai.model.id'],
    'gen_ai.response.model': attributes['gen_ai.response.model'] ?? attributes['ai.response.model'],
    'gen_ai.usage.input_tokens':
      attributes['ai.usage.inputTokens'] ?? attributes['gen_ai.usage.input_tokens'],
    'gen_ai.usage.output_tokens':
      attributes['ai.usage.outputTokens'] ?? attributes['gen_ai.usage.output_tokens'],
    'gen_ai.usage.cache_read.input_tokens': attributes['ai.usage.cachedInputTokens'],
    'gen_ai.usage.reasoning.output_tokens': attributes['ai.usage.reasoningTokens'],
    'gen_ai.input.messages': attributes['ai.prompt.messages'],
  });
}

function outputOf(attributes: JsonObject): JsonObject | undefined {
  const text = attributes['ai.response.text'] ?? attributes['ai.response.object'];
  return text === undefined ? undefined : { role: 'assistant', text };
}
