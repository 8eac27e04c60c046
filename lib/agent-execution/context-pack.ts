/** The best of what is known about a task or plan, within a budget of tokens: ready for an agent's prompt. */
import { errorOf, unwrap } from './agent-execution.error';
import type { AgentExecutionClient } from './agent-execution.types';
import { type LeftOut, type PackMaterial, type PackPiece, piecesOf } from './context-pack-pieces';
import { type Embedder, queryVector } from './embedder';
import { type CountTokens, cut, loadTokenCounter } from './tokens';

export interface ContextPackInput {
  task_id?: string;
  plan_id?: string;
  /** What the pack is for, in the words of a search; the work at hand unless said. */
  query?: string;
  /** 100 to 200,000 tokens (o200k_base), 2,000 unless said. */
  max_tokens?: number;
}

export interface ContextPack {
  task: { id: string; title: string };
  plan_id: string | null;
  max_tokens: number;
  /** Tokens of the Markdown. */
  tokens: number;
  /** Ready for a prompt. */
  markdown: string;
  /** What the Markdown is made of, in order. */
  pieces: PackPiece[];
  /** What did not go in, the best first, and why. */
  left_out: LeftOut[];
}

const FEWEST = 100;
const MOST = 200_000;
/** Tokens kept for the last line, which says that there is more. */
const CLOSING = 40;
/** Tokens kept for the mark of a text that was shortened, and the end of its fence. */
const MARK = 10;
/** The shortest beginning of a text that is worth its tokens. */
const WORTH_CUTTING = 40;

/** Packs what is known about a task or plan. The same state gives the same pack. */
export async function contextPack(
  db: AgentExecutionClient,
  input: ContextPackInput,
  embedder?: Embedder,
): Promise<ContextPack> {
  const maxTokens = input.max_tokens ?? 2000;
  if (!Number.isInteger(maxTokens) || maxTokens < FEWEST || maxTokens > MOST)
    throw errorOf('invalid_input', `max_tokens must be a whole number from ${FEWEST} to ${MOST}.`);
  const answer = await db.rpc('agent_context_pack', {
    task_id: input.task_id,
    plan_id: input.plan_id,
    query: input.query?.replaceAll('\0', ' '),
    ...(await queryVector(embedder, input.query)),
  });
  const material = unwrap(answer) as unknown as PackMaterial; // the function builds exactly this
  return {
    task: { id: material.task.id, title: material.task.title },
    plan_id: input.plan_id ?? null,
    max_tokens: maxTokens,
    ...fill(material, maxTokens, await loadTokenCounter()),
  };
}

/** Takes pieces in order of their worth as long as there is room; what is too long is shortened. */
export function fill(
  material: PackMaterial,
  maxTokens: number,
  count: CountTokens,
): Pick<ContextPack, 'tokens' | 'markdown' | 'pieces' | 'left_out'> {
  const { pieces: offered, duplicates } = piecesOf(material);
  const pieces: PackPiece[] = [];
  const tooLong: LeftOut[] = [];
  let room = maxTokens - CLOSING;
  for (const piece of offered) {
    const heading = pieces.some(({ section }) => section === piece.section) ? 0 : count(headingOf(piece));
    const tokens = count(`${piece.text}\n\n`);
    // One entry is not to crowd out all others.
    const share =
      piece.section === 'memory' ? Math.max(Math.floor(maxTokens / 4), WORTH_CUTTING) : room - heading;
    const allowed = Math.min(share, room - heading);
    if (tokens <= allowed) {
      pieces.push({ ...piece, tokens });
      room -= tokens + heading;
    } else if (allowed >= WORTH_CUTTING) {
      const text = closeFence(`${cut(piece.text, allowed - MARK, count).trimEnd()} … (shortened)`);
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

/** Tokens of parts need not add up to those of the whole: the whole decides. */
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
      `(${leftOut} more ${leftOut === 1 ? 'entry' : 'entries'} left out for room or as duplicates; search for what you miss.)`,
    );
  return `${blocks.join('\n\n')}\n`;
}

/** A value that was cut off within its fence would take along whatever follows. */
function closeFence(text: string): string {
  const [fence] = /^`{3,}$/m.exec(text) ?? [];
  if (fence === undefined || text.split('\n').filter((line) => line === fence).length !== 1) return text;
  return `${text}\n${fence}`;
}
