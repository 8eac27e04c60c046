/** The Responses API of OpenAI, as Codex calls it. */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { listOf, objectOf, textOf } from '@/lib/capture/payload';
import { type Dialect, type ModelTurn, USAGE } from './script';

/** The kinds of items that a model writes. */
const WRITTEN = new Set(['function_call', 'custom_tool_call', 'reasoning']);

const isWritten = (item: Json) => {
  const { type, role } = objectOf(item);
  return role === 'assistant' || WRITTEN.has(textOf(type) ?? '');
};

/** Counts the responses: the items of one follow each other. */
const countResponses = (items: Json[]) =>
  items.filter((item, n) => isWritten(item) && !isWritten(items[n - 1] ?? null)).length;

/** A tool of free text, such as `apply_patch`, takes `input.text`. */
function itemsOf({ text, calls = [] }: ModelTurn, id: string): JsonObject[] {
  const items = calls.map(({ name, input, namespace }, n) => {
    const call = { id: `call_item_${id}_${n}`, call_id: `call_${id}_${n}`, name };
    return typeof input === 'string'
      ? { ...call, type: 'custom_tool_call', input }
      : { ...call, type: 'function_call', ...(namespace && { namespace }), arguments: JSON.stringify(input) };
  });
  if (text === undefined) return items;
  const message = { id: `msg_${id}`, type: 'message', role: 'assistant' };
  return [{ ...message, content: [{ type: 'output_text', text }] }, ...items];
}

export const responses: Dialect = {
  read(url, body) {
    if (!/^\/v1\/responses(\?|$)/.test(url)) return null;
    const input = listOf(body.input);
    const first = input.findIndex(isWritten);
    return {
      model: textOf(body.model) ?? '',
      isStream: true,
      // A title is wanted as JSON, although the client sends its tools, too.
      hasTools: listOf(body.tools).length > 0 && objectOf(body.text).format === undefined,
      opening: JSON.stringify(first === -1 ? input : input.slice(0, first)),
      turn: countResponses(input),
    };
  },
  write(response, { model }, turn, id) {
    const send = (type: string, data: object) =>
      response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
    const output = itemsOf(turn, id);
    response.setHeader('Content-Type', 'text/event-stream');
    send('response.created', { response: { id: `resp_${id}` } });
    for (const [output_index, item] of output.entries()) {
      send('response.output_item.added', { output_index, item });
      send('response.output_item.done', { output_index, item });
    }
    const usage = {
      input_tokens: USAGE.input,
      input_tokens_details: { cached_tokens: USAGE.cached },
      output_tokens: USAGE.output,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: USAGE.input + USAGE.output,
    };
    send('response.completed', { response: { id: `resp_${id}`, model, output, usage } });
    response.end();
  },
};
