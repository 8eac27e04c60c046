import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { Fact } from '../facts';
import { hashOf } from '../hash-of';
import { defined, listOf, numberOf, objectOf, textOf } from '../payload';

/**
 * Returns the tokens of a response of the model. AfterModel comes for each chunk of a response, with the tokens so far, so only the last
 * chunk counts: the one with the reason why the model finished.
 */
export function geminiUsage(body: JsonObject): Fact[] {
  const request = objectOf(body.llm_request);
  const response = objectOf(body.llm_response);
  const usage = objectOf(response.usageMetadata);
  const model = textOf(request.model);
  const isLast = listOf(response.candidates).some((candidate) => textOf(objectOf(candidate).finishReason));
  const tokens = tokensOf(usage);
  if (!isLast || model === undefined || !tokens) return [];
  return [
    { kind: 'session', model },
    { kind: 'usage', id: hashOf(body), model, ...tokens },
  ];
}

/** The total includes thoughts, which no other field of the hook counts. */
function tokensOf(usage: JsonObject) {
  const input_tokens = numberOf(usage.promptTokenCount);
  const candidates = numberOf(usage.candidatesTokenCount);
  const total = numberOf(usage.totalTokenCount);
  if (input_tokens === undefined && candidates === undefined) return undefined;
  const rest = total === undefined ? undefined : total - (input_tokens ?? 0) - (candidates ?? 0);
  const reasoning_tokens = numberOf(usage.thoughtsTokenCount) ?? (rest && rest > 0 ? rest : undefined);
  return defined({
    input_tokens,
    output_tokens: (candidates ?? 0) + (reasoning_tokens ?? 0),
    cached_tokens: numberOf(usage.cachedContentTokenCount),
    reasoning_tokens,
  });
}
