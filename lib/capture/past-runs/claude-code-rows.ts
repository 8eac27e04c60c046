/** Reads single rows of a transcript of Claude Code. */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { UsageFact } from '../facts';
import { defined, listOf, numberOf, objectOf, textOf } from '../payload';
import type { TranscriptState } from './claude-code-state';
import type { PastEvent } from './past-event';

/** Returns the subagent of a row. Old versions write its rows between those of the main agent, linked by the row before. */
export function agentOf({ agents }: TranscriptState, file: string, row: JsonObject): string | undefined {
  const named = textOf(row.agentId) ?? /^agent-(.+)$/.exec(file)?.[1];
  if (named !== undefined || row.isSidechain !== true) return named;
  const parent = textOf(row.parentUuid);
  const known = Object.entries(agents).find(([, newest]) => newest === parent)?.[0];
  return parent === undefined ? textOf(row.uuid) : (known ?? Object.keys(agents).at(-1));
}

/** Returns whether a name is that of a model, and not of a message that the client wrote itself. */
export const isModel = (model: Json | undefined) => model !== '<synthetic>';

/** Returns the texts of a message, which is a text or a list of blocks. */
export function textsOf(content: Json | undefined): string | undefined {
  if (typeof content === 'string') return textOf(content);
  const texts = listOf(content).flatMap((block) => textOf(objectOf(block).text) ?? []);
  return texts.length > 0 ? texts.join('\n') : undefined;
}

/** The client counts the tokens that it read from and wrote to the cache apart from the input. */
export function usageOf({ id, model, usage }: JsonObject, turn?: string, agent?: string): UsageFact | null {
  const counts = objectOf(usage);
  const name = textOf(model);
  if (textOf(id) === undefined || name === undefined || !isModel(name) || usage === undefined) return null;
  const cached_tokens = numberOf(counts.cache_read_input_tokens);
  const cache_write_tokens = numberOf(counts.cache_creation_input_tokens);
  return defined({
    kind: 'usage' as const,
    id: textOf(id) ?? '',
    turn,
    subagent: agent,
    model: name,
    input_tokens: (numberOf(counts.input_tokens) ?? 0) + (cached_tokens ?? 0) + (cache_write_tokens ?? 0),
    output_tokens: numberOf(counts.output_tokens),
    cached_tokens,
    cache_write_tokens,
    reasoning_tokens: numberOf(objectOf(counts.output_tokens_details).thinking_tokens),
  });
}

export function usageEvent(usage: UsageFact, at: string | undefined): PastEvent {
  return defined({ event: 'usage', at, facts: [usage] });
}
