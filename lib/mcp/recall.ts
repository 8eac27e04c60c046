/** Returns stored context within a token budget: a briefing and its remainder, search results, or one entry. */
import { errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { readContextEntry, readPack } from '@/lib/agent-execution/context-reads';
import { searchContext } from '@/lib/agent-execution/context-search';
import { countUses } from '@/lib/agent-execution/context-uses';
import type { Embedder } from '@/lib/agent-execution/embedder';
import { loadTokenCounter } from '@/lib/token-counter';
import { createBudget, DEFAULT_MAX_TOKENS, linesOf, moreText, readCursor } from './budget';
import { findLines } from './find-lines';
import { contextLine, contextRow, foundLine, foundRow } from './rows';

interface Input {
  query?: string;
  plan_id?: string;
  task_id?: string;
  entry_id?: string;
  limit?: number;
  cursor?: string;
  max_tokens?: number;
}

export async function recall(db: AgentExecutionClient, input: Input, embedder?: Embedder): Promise<string> {
  if (input.entry_id !== undefined) return recallEntry(db, input.entry_id, input.max_tokens);
  if (input.plan_id === undefined && input.task_id === undefined) return search(db, input, embedder);
  return readCursor(input.cursor, ['rest'])
    ? recallRemainder(db, input, embedder)
    : recallBriefing(db, input, embedder);
}

async function recallEntry(db: AgentExecutionClient, id: string, max_tokens?: number): Promise<string> {
  const [budget, { entry }] = await Promise.all([
    createBudget(max_tokens),
    readContextEntry(db, id, { limit: 1 }),
  ]);
  if (!entry) throw errorOf('not_found', `The entry ${id} was deleted or has expired.`);
  return budget.text(contextRow(entry), contextLine);
}

/** The share of a budget for tasks, plans and log rows. */
const OTHER_NOUNS_SHARE = 0.2;

/** Searches context; the first page ends with the tasks, plans and log rows that contain all words. */
async function search(db: AgentExecutionClient, input: Input, embedder?: Embedder): Promise<string> {
  const { query = '', limit = 10, cursor, max_tokens } = input;
  const budget = await createBudget(max_tokens);
  const isFirst = cursor === undefined && query.trim() !== '';
  const others = isFirst
    ? await findLines(db, budget.split(OTHER_NOUNS_SHARE), query, 2, ['tasks', 'plans', 'logs'])
    : [];
  const found = await searchContext(db, { query, limit, cursor }, embedder);
  const entries = budget.takeAll(found.entries.map(foundRow), foundLine);
  countUses(
    db,
    'search',
    entries.map(({ id }) => id),
  );
  // Reads only as many entries as fitted, so that the cursor points to the remainder.
  const { next_cursor } =
    entries.length < found.entries.length
      ? await searchContext(db, { query, limit: entries.length, cursor }, embedder)
      : found;
  const lines = entries.length > 0 ? entries.map(foundLine) : ['No context matches these words.'];
  const heading = others.length > 0 ? 'Also found; use list to see more:' : null;
  return linesOf(...lines, heading, ...others, moreText(next_cursor));
}

/** The share of a budget for entries outside the briefing. */
const REMAINDER_SHARE = 0.15;

/** Tokens kept free for the line with the cursor, and as a margin. */
const RESERVED_TOKENS = 150;
const MIN_PACK_TOKENS = 100;

const packTokens = (max_tokens = DEFAULT_MAX_TOKENS) =>
  Math.max(MIN_PACK_TOKENS, Math.floor(max_tokens * (1 - REMAINDER_SHARE)) - RESERVED_TOKENS);

function packInput({ query, plan_id, task_id, max_tokens }: Input) {
  return { query, plan_id, task_id, max_tokens: packTokens(max_tokens) };
}

async function pack(db: AgentExecutionClient, input: Input, embedder?: Embedder) {
  return readPack(db, packInput(input), { embedder, countTokens: await loadTokenCounter() });
}

async function recallBriefing(db: AgentExecutionClient, input: Input, embedder?: Embedder): Promise<string> {
  const { markdown, left_out, pieces } = await pack(db, input, embedder);
  const next_cursor = remainderOf({ left_out, pieces }).length > 0 ? 'rest.0' : null;
  return linesOf(markdown, moreText(next_cursor));
}

/** Returns the ids of entries that a briefing shortened or omitted for lack of room; duplicates do not count. */
function remainderOf({
  left_out,
  pieces,
}: Pick<Awaited<ReturnType<typeof readPack>>, 'left_out' | 'pieces'>): string[] {
  const shortened = pieces.filter(({ is_shortened, score }) => is_shortened && score !== null);
  const omitted = left_out.filter(({ reason, score }) => reason === 'budget' && score !== null);
  return [...shortened, ...omitted].map(({ id }) => id);
}

/** Returns the entries that the briefing with the same arguments omitted or shortened. */
async function recallRemainder(db: AgentExecutionClient, input: Input, embedder?: Embedder): Promise<string> {
  const from = Number(readCursor(input.cursor, ['rest'])?.after);
  const budget = await createBudget(input.max_tokens);
  const ids = remainderOf(await pack(db, input, embedder));
  const entries: ReturnType<typeof contextRow>[] = [];
  let position = Number.isInteger(from) ? from : 0;
  for (const id of ids.slice(position)) {
    const { entry } = await readContextEntry(db, id, { limit: 1 });
    const row = entry && budget.take(contextRow(entry), contextLine, 0.9);
    if (entry && row === null) break;
    if (row) entries.push(row);
    position += 1;
  }
  const next_cursor = position < ids.length ? `rest.${position}` : null;
  return linesOf(...entries.map(contextLine), moreText(next_cursor));
}
