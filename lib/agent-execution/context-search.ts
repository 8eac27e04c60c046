/** Searches context. Results are ranked, with matches highlighted and the parts of the score. */
import { errorOf } from './agent-execution.error';
import type { AgentExecutionClient, ContextEntry } from './agent-execution.types';
import { call } from './call';
import { withZone } from './dates';
import { type Embedder, queryVector } from './embedder';
import { pageLimit, toPage } from './page';

export interface SearchContextInput {
  /**
   * Words, of which an entry must contain at least one. "a phrase", -exclusion, key:name, type:kind and task:id narrow the search.
   * Without words the result is the newest entries.
   */
  query: string;
  task_id?: string;
  plan_id?: string;
  context_type?: string;
  /** For the service key only: whose context to search. Required without task_id and plan_id if several people have context. */
  user_id?: string;
  /** Entries set at or after this time; ISO 8601. */
  since?: string;
  /** Treats the last word as a prefix, for search as you type. */
  is_prefix?: boolean;
  /** 1 to 100, 20 by default. */
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
  /** Length of the whole value in characters. */
  value_length: number;
  /** About 80 words of the value around the matches. */
  snippet: string;
  /** Positions of the matches in the snippet: from, to (exclusive). */
  highlights: [number, number][];
  /** About 0 to 1; null without words. */
  score: number | null;
  /**
   * The parts of the score. `lexical` is the BM25 score; `words` are the matching words as stored. `dense` is the cosine similarity of the
   * vectors of entry and query, if they exist. `usefulness`, from -1 to 1, rates the outcomes of steps that read the entry, if any did.
   */
  parts: { lexical: number | null; dense: number | null; usefulness: number | null; words: string[] };
}

export interface FacetCount {
  value: string;
  /** Title of a task, type of a plan. */
  title?: string;
  count: number;
}

export interface ContextSearch {
  entries: FoundContext[];
  /** Requests the next page; null at the end. */
  next_cursor: string | null;
  /** Number of matches. At most 250 are ranked. */
  found: number;
  /** Counts among the ranked matches. */
  facets: { types: FacetCount[]; tasks: FacetCount[]; plans: FacetCount[] };
}

/** The result of `agent_search_context`. U+E000 and U+E001 enclose each match. */
export interface RankedContext {
  entries: (Omit<FoundContext, 'highlights' | 'score'> & { score: number })[];
  found: number;
  types: FacetCount[];
  tasks: FacetCount[];
  plans: FacetCount[];
}

const MAX_RESULTS = 100;
const MAX_QUERY_LENGTH = 10_000;

/** Returns matching entries, the best first. With an embedder it searches by meaning as well as by words. */
export async function searchContext(
  db: AgentExecutionClient,
  input: SearchContextInput,
  embedder?: Embedder,
): Promise<ContextSearch> {
  const limit = Math.min(pageLimit(input.limit, 20), MAX_RESULTS);
  if (input.query.length > MAX_QUERY_LENGTH)
    throw errorOf('invalid_input', `The query is too long. It may have ${MAX_QUERY_LENGTH} characters.`);
  const before = input.cursor ? readScoreCursor(input.cursor) : undefined;
  const { entries, found, types, tasks, plans } = await call(db, 'agent_search_context', {
    // Postgres stores no NUL, so a search for it finds nothing.
    query: input.query.replaceAll('\0', ' '),
    task_id: input.task_id,
    plan_id: input.plan_id,
    context_type: input.context_type,
    since: input.since && withZone(input.since),
    max_rows: limit + 1,
    before_score: before?.score,
    before_id: before?.id,
    is_prefix: input.is_prefix,
    user_id: input.user_id,
    ...(await queryVector(embedder, input.query)),
  });
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

/** Splits a snippet into its text and the positions of the matches, which U+E000 and U+E001 enclose. */
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
    throw errorOf('invalid_input', 'The cursor is invalid. Use next_cursor of the page before.', { cursor });
  return { score: Number(score), id };
}
