/** The Chat Completions API of OpenAI, as Copilot CLI calls it. */
import type { ServerResponse } from 'node:http';
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { listOf, objectOf, textOf } from '@/lib/capture/payload';
import { type Dialect, sendJson, USAGE } from './script';

const isWritten = (message: Json) => objectOf(message).role === 'assistant';

/** Sends a response as server-sent events, the message in one piece. */
function stream(
  response: ServerResponse,
  base: object,
  message: object,
  reason: string,
  usage: object,
): void {
  const send = (data: object) => response.write(`data: ${JSON.stringify(data)}\n\n`);
  const chunk = { ...base, object: 'chat.completion.chunk' };
  response.setHeader('Content-Type', 'text/event-stream');
  send({ ...chunk, choices: [{ index: 0, delta: message, finish_reason: null }] });
  send({ ...chunk, choices: [{ index: 0, delta: {}, finish_reason: reason }] });
  send({ ...chunk, choices: [], usage });
  response.end('data: [DONE]\n\n');
}

export const chat: Dialect = {
  read(url, body) {
    if (!/^\/v1\/chat\/completions(\?|$)/.test(url)) return null;
    const messages = listOf(body.messages);
    const first = messages.findIndex(isWritten);
    return {
      model: textOf(body.model) ?? '',
      isStream: body.stream === true,
      hasTools: listOf(body.tools).length > 0,
      opening: JSON.stringify(first === -1 ? messages : messages.slice(0, first)),
      turn: messages.filter(isWritten).length,
    };
  },
  write(response, { model, isStream }, { text, calls = [] }, id) {
    const tool_calls = calls.map(({ name, input }, index) => {
      const call = { name, arguments: JSON.stringify(input) };
      return { index, id: `call_${id}_${index}`, type: 'function', function: call };
    });
    const message: JsonObject = {
      role: 'assistant',
      content: text ?? null,
      ...(calls.length && { tool_calls }),
    };
    const reason = calls.length ? 'tool_calls' : 'stop';
    const usage = {
      prompt_tokens: USAGE.input,
      prompt_tokens_details: { cached_tokens: USAGE.cached },
      completion_tokens: USAGE.output,
      total_tokens: USAGE.input + USAGE.output,
    };
    const base = { id: `chatcmpl-${id}`, created: 1, model };
    if (isStream) stream(response, base, message, reason, usage);
    else {
      const choices = [{ index: 0, finish_reason: reason, message }];
      sendJson(response, { ...base, object: 'chat.completion', choices, usage });
    }
  },
};
