/** Context reads for agents: the same as for pages, and counted. */
import type { AgentExecutionClient, QueryContextInput } from './agent-execution.types';
import { getContext, queryContext } from './context';
import { getContextEntry } from './context-entry';
import { type ContextPackInput, contextPack, type PackOptions } from './context-pack';
import { type SearchContextInput, searchContext } from './context-search';
import { countUses } from './context-uses';
import type { Embedder } from './embedder';

const idsOf = (entries: readonly { id: string }[]) => entries.map(({ id }) => id);

export async function readSearch(db: AgentExecutionClient, input: SearchContextInput, embedder?: Embedder) {
  const found = await searchContext(db, input, embedder);
  countUses(db, 'search', idsOf(found.entries), input.plan_id);
  return found;
}

export async function readContext(db: AgentExecutionClient, taskId: string) {
  const entries = await getContext(db, taskId);
  countUses(db, 'get', idsOf(entries));
  return entries;
}

export async function readContextList(db: AgentExecutionClient, input?: QueryContextInput) {
  const entries = await queryContext(db, input);
  countUses(db, 'get', idsOf(entries), input?.plan_id);
  return entries;
}

export async function readContextEntry(
  db: AgentExecutionClient,
  entryId: string,
  input?: { limit?: number; cursor?: string },
) {
  const details = await getContextEntry(db, entryId, input);
  if (details.entry) countUses(db, 'get', [entryId], details.entry.plan_id ?? undefined);
  return details;
}

export async function readPack(db: AgentExecutionClient, input: ContextPackInput, options?: PackOptions) {
  const pack = await contextPack(db, input, options);
  const entries = pack.pieces.filter(({ score }) => score !== null);
  countUses(db, 'pack', idsOf(entries), input.plan_id);
  return pack;
}
