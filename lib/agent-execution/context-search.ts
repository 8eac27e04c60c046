/** Finding context again: ranked, with what was found highlighted and how the score came about. */
import { errorOf, unwrap } from './agent-execution.error';
import type { AgentExecutionClient, ContextEntry } from './agent-execution.types';
import { type Embedder, queryVector } from './embedder';
import { pageLimit, toPage } from './page';

export interface SearchContextInput {
  /**
   * Words, any of which may be there; "a phrase", -exclusion, key:name, type:kind and task:id narrow it down. Without words, the
   * newest entries.
   */
  query: string;
  task_id?: string;
  plan_id?: string;
  context_type?: string;
  /** Set at or after; ISO 8601. */
  since?: string;
  /** Takes the last word as the beginning of one, as while typing. */
  is_prefix?: boolean;
  /** 1 to 100, 20 unless said. */
  limit?: number;
  cursor?: string;
}

export interface FoundContext
  extends Pick<
    ContextEntry,
    | 'id'
    | 'task_id'
    | 'plan_id'
    | 'step_number'
    | 'context_type'
    | 'context_key'
    | 'metadata'
    | 'expires_at'
    | 'created_at'
    | 'updated_at'
  > {
  task_title: string | null;
  /** Characters of the whole value. */
  value_length: number;
  /** Up to some 80 words of the value around what was found. */
  snippet: string;
  /** Where in the snippet the words found are: from, to (exclusive). */
  highlights: [number, number][];
  /** About 0 to 1; null without words. */
  score: number | null;
  /**
   * What the score is made of: the BM25 score and the words that the entry has, as they are stored; the cosine of its vector and the
   * query's, where there are vectors; and how the steps ended that were given it before, from -1 to 1, where there are any.
   */
  parts: { lexical: number | null; dense: number | null; usefulness: number | null; words: string[] };
}

export interface FacetCount {
  value: string;
  /** Of a task its title, of a plan its type. */
  title?: string;
  count: number;
}

export interface ContextSearch {
  entries: FoundContext[];
  /** Asks for what follows; null at the end. */
  next_cursor: string | null;
  /** How many match; at most 250 are ranked. */
  found: number;
  /** Counted among those that are ranked. */
  facets: { types: FacetCount[]; tasks: FacetCount[]; plans: FacetCount[] };
}

interface Answer {
  entries: (Omit<FoundContext, 'highlights' | 'score'> & { score: number })[];
  found: number;
  types: FacetCount[];
  tasks: FacetCount[];
  plans: FacetCount[];
}

const MOST = 100;
const LONGEST_QUERY = 10_000;

/** Entries that match, the best first; with an embedder by meaning as well as by words. */
export async function searchContext(
  db: AgentExecutionClient,
  input: SearchContextInput,
  embedder?: Embedder,
): Promise<ContextSearch> {
  const limit = Math.min(pageLimit(input.limit, 20), MOST);
  if (input.query.length > LONGEST_QUERY)
    throw errorOf('invalid_input', `A query may have ${LONGEST_QUERY} characters.`);
  const before = input.cursor ? readScoreCursor(input.cursor) : undefined;
  const answer = await db.rpc('agent_search_context', {
    // Postgres stores no NUL, so none can be found.
    query: input.query.replaceAll('\0', ' '),
    task_id: input.task_id,
    plan_id: input.plan_id,
    context_type: input.context_type,
    since: input.since,
    max_rows: limit + 1,
    before_score: before?.score,
    before_id: before?.id,
    is_prefix: input.is_prefix,
    ...(await queryVector(embedder, input.query)),
  });
  const { entries, found, types, tasks, plans } = unwrap(answer) as unknown as Answer; // the function builds exactly this
  const page = toPage(entries, limit, (entry) => scoreCursor(entry.score, entry.id));
  return {
    entries: page.map((entry) => ({
      ...entry,
      ...readSnippet(entry.snippet),
      score: entry.parts.lexical === null && entry.parts.dense === null ? null : entry.score,
    })),
    next_cursor: page.next_cursor,
    found,
    facets: { types, tasks, plans },
  };
}

/** Takes the marks out of a snippet: U+E000 before and U+E001 after each word found. */
function readSnippet(marked: string): Pick<FoundContext, 'snippet' | 'highlights'> {
  let snippet = '';
  const highlights: [number, number][] = [];
  for (const [index, piece] of marked.split(/[\ue000\ue001]/).entries()) {
    if (index % 2 === 1) highlights.push([snippet.length, snippet.length + piece.length]);
    snippet += piece;
  }
  return { snippet, highlights };
}

function scoreCursor(score: number, id: string): string {
  return `${score}_${id}`;
}

function readScoreCursor(cursor: string): { score: number; id: string } {
  const [, score, id] = /^(-?\d+(?:\.\d+)?(?:e-?\d+)?)_([0-9a-f-]{36})$/.exec(cursor) ?? [];
  if (score === undefined || id === undefined)
    throw errorOf('invalid_input', 'That cursor is not one of ours.', { cursor });
  return { score: Number(score), id };
}
