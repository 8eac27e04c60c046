/** Packs the most useful context of a task or plan into a token budget, ready for an agent's prompt. */
import { errorOf } from './agent-execution.error';
import type { AgentExecutionClient } from './agent-execution.types';
import { call } from './call';
import { type LeftOut, type PackMaterial, type PackPiece, piecesOf } from './context-pack-pieces';
import { type Embedder, queryVector } from './embedder';
import { type CountTokens, cut, estimateTokens } from './tokens';

export interface ContextPackInput {
  task_id?: string;
  plan_id?: string;
  /** Purpose of the pack, as a search query; the current work by default. */
  query?: string;
  /** 100 to 200,000 tokens, 2,000 by default. */
  max_tokens?: number;
}

export interface ContextPack {
  task: { id: string; title: string };
  plan_id: string | null;
  max_tokens: number;
  /** Tokens of the Markdown. */
  tokens: number;
  /** The text for the prompt. */
  markdown: string;
  /** The parts of the Markdown, in order. */
  pieces: PackPiece[];
  /** Omitted pieces, the best first, and why. */
  left_out: LeftOut[];
}

const MIN_TOKENS = 100;
const MAX_TOKENS = 200_000;
/** Tokens reserved for the last line, which says how many entries were omitted. */
const CLOSING_TOKENS = 40;
/** Tokens reserved for the mark of a shortened text and the end of its fence. */
const MARK_TOKENS = 10;
/** Minimum tokens of a shortened text. */
const MIN_CUT_TOKENS = 40;

export interface PackOptions {
  /** Finds context by meaning as well as by words. */
  embedder?: Embedder | undefined;
  /** Counts tokens as the model does. By default they are estimated. */
  countTokens?: CountTokens | undefined;
}

/** Packs the context of a task or plan. The same state gives the same pack. */
export async function contextPack(
  db: AgentExecutionClient,
  input: ContextPackInput,
  { embedder, countTokens = estimateTokens }: PackOptions = {},
): Promise<ContextPack> {
  const maxTokens = input.max_tokens ?? 2000;
  if (!Number.isInteger(maxTokens) || maxTokens < MIN_TOKENS || maxTokens > MAX_TOKENS)
    throw errorOf('invalid_input', `max_tokens must be a whole number from ${MIN_TOKENS} to ${MAX_TOKENS}.`);
  const material = await call(db, 'agent_context_pack', {
    task_id: input.task_id,
    plan_id: input.plan_id,
    query: input.query?.replaceAll('\0', ' '),
    ...(await queryVector(embedder, input.query)),
  });
  return {
    task: { id: material.task.id, title: material.task.title },
    plan_id: input.plan_id ?? null,
    max_tokens: maxTokens,
    ...fill(material, maxTokens, countTokens),
  };
}

/** Adds pieces in order of usefulness while the budget lasts, and shortens long ones. */
export function fill(
  material: PackMaterial,
  maxTokens: number,
  count: CountTokens,
): Pick<ContextPack, 'tokens' | 'markdown' | 'pieces' | 'left_out'> {
  const { pieces: offered, duplicates } = piecesOf(material);
  const pieces: PackPiece[] = [];
  const tooLong: LeftOut[] = [];
  let room = maxTokens - CLOSING_TOKENS;
  for (const piece of offered) {
    const heading = pieces.some(({ section }) => section === piece.section) ? 0 : count(headingOf(piece));
    const tokens = count(`${piece.text}\n\n`);
    // One entry must not displace all others.
    const share =
      piece.section === 'memory' ? Math.max(Math.floor(maxTokens / 4), MIN_CUT_TOKENS) : room - heading;
    const allowed = Math.min(share, room - heading);
    if (tokens <= allowed) {
      pieces.push({ ...piece, tokens });
      room -= tokens + heading;
    } else if (allowed >= MIN_CUT_TOKENS) {
      const text = closeFence(`${cut(piece.text, allowed - MARK_TOKENS, count).trimEnd()} … (shortened)`);
      const cutTokens = count(`${text}\n\n`);
      pieces.push({ ...piece, text, tokens: cutTokens, is_shortened: true });
      room -= cutTokens + heading;
    } else {
      tooLong.push({ id: piece.id, title: piece.title, score: piece.score, reason: 'budget' });
    }
  }
  const left_out = [...tooLong, ...duplicates].sort((a, b) => (b.score ?? 0) - (a.score ?? 0));
  return close(pieces, left_out, maxTokens, count);
}

/** Removes pieces until the whole text fits, because the tokens of the parts need not add up to those of the whole. */
function close(
  pieces: PackPiece[],
  left_out: LeftOut[],
  maxTokens: number,
  count: CountTokens,
): Pick<ContextPack, 'tokens' | 'markdown' | 'pieces' | 'left_out'> {
  for (;;) {
    const markdown = toMarkdown(pieces, left_out.length);
    const tokens = count(markdown);
    if (tokens <= maxTokens || pieces.length <= 1) return { tokens, markdown, pieces, left_out };
    const last = pieces.at(-1);
    pieces = pieces.slice(0, -1);
    if (last)
      left_out = [{ id: last.id, title: last.title, score: last.score, reason: 'budget' }, ...left_out];
  }
}

const headings: Record<PackPiece['section'], string> = {
  goal: '',
  plan: '',
  blockers: '## Blockers\n\n',
  decisions: '## Decisions\n\n',
  memory: '## Memory\n\n',
};

function headingOf({ section }: PackPiece): string {
  return headings[section];
}

function toMarkdown(pieces: PackPiece[], leftOut: number): string {
  const blocks = pieces.map((piece, index) =>
    pieces[index - 1]?.section === piece.section ? piece.text : `${headingOf(piece)}${piece.text}`,
  );
  if (leftOut > 0)
    blocks.push(
      `(${leftOut} more ${leftOut === 1 ? 'entry' : 'entries'} omitted for space or as duplicates; search for more.)`,
    );
  return `${blocks.join('\n\n')}\n`;
}

/** Closes the fence of a value that was cut off, which would otherwise enclose the text after it. */
function closeFence(text: string): string {
  const [fence] = /^`{3,}$/m.exec(text) ?? [];
  if (fence === undefined || text.split('\n').filter((line) => line === fence).length !== 1) return text;
  return `${text}\n${fence}`;
}
