/** Reduces attributes to what the mappings read: each chat span repeats the conversation, the system prompt and the definitions of tools. */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { listOf, objectOf, textOf } from '../payload';

/** Texts of the client's own, or that repeat other events. */
const DROPPED = new Set([
  'gen_ai.system_instructions',
  'gen_ai.tool.definitions',
  'gen_ai.tool.description',
  'gen_ai.agent.description',
  'ai.prompt.tools',
  'ai.prompt.toolChoice',
  'ai.response.toolCalls',
  'ai.response.providerMetadata',
  'request_text',
  'response_text',
  'user.id',
  'user.email',
  'user.account_id',
]);

/** Attributes that hold JSON as text. */
const JSON_TEXT =
  /^(?:arguments|tool_input|tool_parameters|function_args|metadata|ai\.toolCall\.(?:args|result)|gen_ai\.tool\.call\.(?:arguments|result))$/;
/** Attributes that hold lists of messages, or a prompt of the Vercel AI SDK: { prompt } or { messages }. */
const MESSAGES = /^(?:ai\.prompt|ai\.prompt\.messages|gen_ai\.(?:input|output)\.messages)$/;

export function slimAttributes(attributes: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => {
      if (DROPPED.has(name) || value === null || value === undefined) return [];
      if (MESSAGES.test(name)) return messageEntry(name, parsed(value));
      return [[name, JSON_TEXT.test(name) ? parsed(value) : value]];
    }),
  );
}

/** Returns the value of JSON text; the text itself if it is none. */
function parsed(value: Json): Json {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Keeps the text of the newest message, if it is a person's or the agent's: results of tools have events of their own. */
function messageEntry(name: string, messages: Json): [string, Json][] {
  const { prompt, messages: list = prompt } = objectOf(messages);
  if (typeof list === 'string') return [[name, { role: 'user', text: list }]];
  const last = objectOf(listOf(Array.isArray(messages) ? messages : list).at(-1));
  const text = messageText(last);
  const isOwn = last.role === 'user' || last.role === 'assistant';
  return isOwn && text !== undefined ? [[name, { role: last.role ?? null, text }]] : [];
}

/** Returns the text of a message, in the form of the conventions (parts with content) or of the Vercel AI SDK (content with text). */
export function messageText(message: JsonObject): string | undefined {
  if (typeof message.content === 'string') return textOf(message.content);
  const parts = [...listOf(message.parts), ...listOf(message.content)].map(objectOf);
  const texts = parts.flatMap(({ type, content, text }) =>
    type === undefined || type === 'text' ? (textOf(content) ?? textOf(text) ?? []) : [],
  );
  return texts.length > 0 ? texts.join('\n') : undefined;
}
