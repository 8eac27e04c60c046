/** The Messages API of Anthropic, as Claude Code and OpenCode call it. */
import type { ServerResponse } from 'node:http';
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { listOf, objectOf, textOf } from '@/lib/capture/payload';
import { type Dialect, type ModelTurn, sendJson, USAGE } from './script';

type Block =
  | { type: 'text'; text: string }
  | { type: 'tool_use'; id: string; name: string; input: JsonObject | string };

const roleOf = (message: Json) => objectOf(message).role;

function blocksOf({ text, calls = [] }: ModelTurn, id: string): Block[] {
  const uses = calls.map((call, n) => ({ type: 'tool_use' as const, id: `toolu_${id}_${n}`, ...call }));
  return text === undefined ? uses : [{ type: 'text', text }, ...uses];
}

/** Sends a message as server-sent events, each block in one piece. */
function stream(response: ServerResponse, message: JsonObject, blocks: Block[]): void {
  const send = (type: string, data: object) =>
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  const { stop_reason, usage, ...start } = message;
  response.setHeader('Content-Type', 'text/event-stream');
  send('message_start', {
    message: { ...start, content: [], stop_reason: null, stop_sequence: null, usage },
  });
  for (const [index, block] of blocks.entries()) {
    const isText = block.type === 'text';
    const content_block = isText ? { ...block, text: '' } : { ...block, input: {} };
    const delta = isText
      ? { type: 'text_delta', text: block.text }
      : { type: 'input_json_delta', partial_json: JSON.stringify(block.input) };
    send('content_block_start', { index, content_block });
    send('content_block_delta', { index, delta });
    send('content_block_stop', { index });
  }
  send('message_delta', { delta: { stop_reason, stop_sequence: null }, usage });
  send('message_stop', {});
  response.end();
}

export const anthropic: Dialect = {
  read(url, body) {
    if (!/^\/v1\/messages(\?|$)/.test(url)) return null;
    const messages = listOf(body.messages);
    const first = messages.findIndex((message) => roleOf(message) === 'assistant');
    return {
      model: textOf(body.model) ?? '',
      isStream: body.stream === true,
      hasTools: listOf(body.tools).length > 0,
      opening: JSON.stringify(first === -1 ? messages : messages.slice(0, first)),
      turn: messages.filter((message) => roleOf(message) === 'assistant').length,
    };
  },
  write(response, { model, isStream }, turn, id) {
    const content = blocksOf(turn, id);
    const message = {
      id: `msg_${id}`,
      type: 'message',
      role: 'assistant',
      model,
      stop_reason: turn.calls ? 'tool_use' : 'end_turn',
      usage: {
        input_tokens: USAGE.input - USAGE.cached,
        cache_read_input_tokens: USAGE.cached,
        cache_creation_input_tokens: 0,
        output_tokens: USAGE.output,
      },
    };
    if (isStream) stream(response, message, content);
    else sendJson(response, { ...message, content, stop_sequence: null });
  },
};
