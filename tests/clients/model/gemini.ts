/** The API of Gemini, as Gemini CLI calls it. */
import type { Json } from '@/lib/agent-execution/agent-execution.types';
import { listOf, objectOf } from '@/lib/capture/payload';
import { type Dialect, sendJson, USAGE } from './script';

const roleOf = (content: Json) => objectOf(content).role;

export const gemini: Dialect = {
  read(url, body) {
    const [, model, method] = /\/models\/([^:/]+):(generateContent|streamGenerateContent)/.exec(url) ?? [];
    if (model === undefined) return null;
    const contents = listOf(body.contents);
    const first = contents.findIndex((content) => roleOf(content) === 'model');
    return {
      model,
      isStream: method === 'streamGenerateContent',
      hasTools: listOf(body.tools).length > 0,
      opening: JSON.stringify(first === -1 ? contents : contents.slice(0, first)),
      turn: contents.filter((content) => roleOf(content) === 'model').length,
    };
  },
  write(response, { model, isStream }, { text, calls = [] }, id) {
    const functionCalls = calls.map(({ name, input }, n) => ({
      functionCall: { id: `call_${id}_${n}`, name, args: input },
    }));
    const parts = text === undefined ? functionCalls : [{ text }, ...functionCalls];
    const body = {
      candidates: [{ index: 0, content: { role: 'model', parts }, finishReason: 'STOP' }],
      usageMetadata: {
        promptTokenCount: USAGE.input,
        cachedContentTokenCount: USAGE.cached,
        candidatesTokenCount: USAGE.output,
        totalTokenCount: USAGE.input + USAGE.output,
      },
      modelVersion: model,
    };
    if (!isStream) sendJson(response, body);
    else response.setHeader('Content-Type', 'text/event-stream').end(`data: ${JSON.stringify(body)}\n\n`);
  },
};
