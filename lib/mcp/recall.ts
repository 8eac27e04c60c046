/** Finds what is remembered, as far as a budget goes: a briefing and what it left out, search results, or one entry. */
import { errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { readContextEntry, readPack } from '@/lib/agent-execution/context-reads';
import { searchContext } from '@/lib/agent-execution/context-search';
import { countUses } from '@/lib/agent-execution/context-uses';
import type { Embedder } from '@/lib/agent-execution/embedder';
import { createBudget, linesOf, moreText, readCursor, USUAL_TOKENS } from './budget';
import { contextLine, contextRow, foundLine, foundRow } from './rows';
import type { Answer } from './tool';

interface Input {
  query?: string;
  plan_id?: string;
  task_id?: string;
  entry_id?: string;
  limit?: number;
  cursor?: string;
  max_tokens?: number;
}

export async function recall(db: AgentExecutionClient, input: Input, embedder?: Embedder): Promise<Answer> {
  if (input.entry_id !== undefined) return recallEntry(db, input.entry_id, input.max_tokens);
  if (input.plan_id === undefined && input.task_id === undefined) return search(db, input, embedder);
  return readCursor(input.cursor, ['rest']) ? rest(db, input, embedder) : brief(db, input, embedder);
}

async function recallEntry(db: AgentExecutionClient, id: string, max_tokens?: number): Promise<Answer> {
  const [budget, { entry }] = await Promise.all([
    createBudget(max_tokens),
    readContextEntry(db, id, { limit: 1 }),
  ]);
  if (!entry) throw errorOf('not_found', `The entry ${id} was deleted or has expired.`);
  const row = budget.take(contextRow(entry), contextLine, 0.95) ?? {};
  return { text: contextLine({ ...contextRow(entry), ...row }), data: { entry: row } };
}

async function search(db: AgentExecutionClient, input: Input, embedder?: Embedder): Promise<Answer> {
  const { query = '', limit = 10, cursor, max_tokens } = input;
  const budget = await createBudget(max_tokens);
  const found = await searchContext(db, { query, limit, cursor }, embedder);
  const entries = budget.takeAll(found.entries.map(foundRow), foundLine);
  countUses(
    db,
    'search',
    entries.map(({ id }) => id),
  );
  // A page of as many as went in ends where the rest begins.
  const { next_cursor } =
    entries.length < found.entries.length
      ? await searchContext(db, { query, limit: entries.length, cursor }, embedder)
      : found;
  const lines = entries.length > 0 ? entries.map(foundLine) : ['Nothing is remembered that has these words.'];
  return {
    text: linesOf(...lines, moreText(next_cursor)),
    data: { entries, found: found.found, next_cursor },
  };
}

/** Of a budget so much is for what did not go into the briefing. */
const FOR_THE_REST = 0.15;

const packTokens = (max_tokens = USUAL_TOKENS) =>
  Math.max(100, Math.floor(max_tokens * (1 - FOR_THE_REST)) - 150);

function packInput({ query, plan_id, task_id, max_tokens }: Input) {
  return { query, plan_id, task_id, max_tokens: packTokens(max_tokens) };
}

async function brief(db: AgentExecutionClient, input: Input, embedder?: Embedder): Promise<Answer> {
  const { task, plan_id, markdown, left_out, pieces } = await readPack(db, packInput(input), embedder);
  const next_cursor = restOf({ left_out, pieces }).length > 0 ? 'rest.0' : null;
  return {
    text: linesOf(markdown, moreText(next_cursor)),
    data: { task, plan_id, markdown, left_out: left_out.length, next_cursor },
  };
}

/** The entries that a briefing shortened or had no room for; what says the same as another is no loss. */
function restOf({
  left_out,
  pieces,
}: Pick<Awaited<ReturnType<typeof readPack>>, 'left_out' | 'pieces'>): string[] {
  const shortened = pieces.filter(({ is_shortened, score }) => is_shortened && score !== null);
  const left = left_out.filter(({ reason, score }) => reason === 'budget' && score !== null);
  return [...shortened, ...left].map(({ id }) => id);
}

/** What the briefing of the same arguments left out or shortened, entry by entry. */
async function rest(db: AgentExecutionClient, input: Input, embedder?: Embedder): Promise<Answer> {
  const from = Number(readCursor(input.cursor, ['rest'])?.after);
  const budget = await createBudget(input.max_tokens);
  const ids = restOf(await readPack(db, packInput(input), embedder));
  const entries: ReturnType<typeof contextRow>[] = [];
  let place = Number.isInteger(from) ? from : 0;
  for (const id of ids.slice(place)) {
    const { entry } = await readContextEntry(db, id, { limit: 1 });
    const row = entry && budget.take(contextRow(entry), contextLine, 0.9);
    if (entry && row === null) break;
    if (row) entries.push(row);
    place += 1;
  }
  const next_cursor = place < ids.length ? `rest.${place}` : null;
  return {
    text: linesOf(...entries.map(contextLine), moreText(next_cursor)),
    data: { entries, next_cursor },
  };
}
