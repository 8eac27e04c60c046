/** Answers within a budget of tokens: rows are taken while there is room, and one that is too long is shortened. */
import { errorOf } from '@/lib/agent-execution/agent-execution.error';
import { type CountTokens, loadTokenCounter } from '@/lib/agent-execution/tokens';
import { cursor, maxTokens } from '@/lib/api/contracts/fields';

/** What a tool answers with unless told otherwise. */
export const USUAL_TOKENS = 2000;

/** The names around the rows, the cursor and the line that tells of it. */
const FRAME = 150;

/** Fewer leave no room for a row. */
export const maxTokensField = maxTokens
  .min(300)
  .optional()
  .describe(`Of the answer; default ${USUAL_TOKENS}`);

export const cursorField = cursor.optional().describe('next_cursor of this call’s last answer');

type Render<T> = (row: T) => string;

/** The tokens of a row in that of its two forms that has more. */
function costOf<T>(row: T, render: Render<T>, count: CountTokens): number {
  return Math.max(count(JSON.stringify(row)), count(render(row)));
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

/** More characters than so many tokens have in any language. */
const CHARACTERS_OF_A_TOKEN = 12;
/** A text as short as this is not what makes a row long. */
const SHORT = 60;

/** A row whose longest values are cut, and say so, until it has at most so many tokens. */
function shorten<T extends object>(row: T, render: Render<T>, tokens: number, count: CountTokens): T {
  const whole = new Map(Object.entries(row).map(([name, value]) => [name, textOf(value)]));
  const kept = new Map<string, number>();
  const cutRow = () =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => {
        const text = whole.get(name) ?? '';
        const length = kept.get(name);
        if (length === undefined) return [name, value];
        // Not in the middle of a character.
        const start = text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
        return [name, `${start} … (shortened: ${text.length} characters in all)`];
      }),
    ) as T; // a value that is cut has become text, which is as well rendered
  // What can never fit is not counted: that takes time.
  for (const [name, text] of whole)
    if (text.length > tokens * CHARACTERS_OF_A_TOKEN) kept.set(name, tokens * CHARACTERS_OF_A_TOKEN);
  for (;;) {
    const shortened = kept.size === 0 ? row : cutRow();
    const cost = costOf(shortened, render, count);
    if (cost <= tokens) return shortened;
    const [name, length] = [...whole]
      .map(([field, text]): [string, number] => [field, kept.get(field) ?? text.length])
      .reduce((longest, field) => (field[1] > longest[1] ? field : longest));
    if (length <= SHORT) return shortened;
    kept.set(name, Math.max(SHORT, Math.floor(length * Math.min(0.8, tokens / cost))));
  }
}

export class Budget {
  private room: number;
  private readonly all: number;
  private readonly count: CountTokens;
  private rows = 0;

  constructor(tokens: number, count: CountTokens) {
    this.all = tokens - FRAME;
    this.room = this.all;
    this.count = count;
  }

  /** What comes before the rows, shortened to a share of everything. */
  open<T extends object>(head: T, render: Render<T>, share = 0.4): T {
    const row = shorten(head, render, Math.floor(this.all * share), this.count);
    this.room -= costOf(row, render, this.count);
    return row;
  }

  /** The row as it goes into the answer, or null when there is no room left for it; the first one always goes in. */
  take<T extends object>(row: T, render: Render<T>, share = 0.5): T | null {
    const short = shorten(row, render, Math.floor(this.all * share), this.count);
    const tokens = costOf(short, render, this.count) + 2; // and what stands between rows
    if (tokens > this.room && this.rows > 0) return null;
    this.room -= tokens;
    this.rows += 1;
    return short;
  }

  /** As many rows as there is room for, from the first. */
  takeAll<T extends object>(rows: readonly T[], render: Render<T>, share?: number): T[] {
    const taken: T[] = [];
    for (const row of rows) {
      const short = this.take(row, render, share);
      if (short === null) break;
      taken.push(short);
    }
    return taken;
  }
}

export async function createBudget(tokens = USUAL_TOKENS): Promise<Budget> {
  return new Budget(tokens, await loadTokenCounter());
}

/** The line that tells of the rest. */
export function moreText(nextCursor: string | null): string | null {
  return nextCursor === null ? null : `More: the same call with cursor ${nextCursor}`;
}

export function linesOf(...lines: (string | null | undefined)[]): string {
  return lines.filter(Boolean).join('\n');
}

/** The part of a cursor that says which list it goes on in, and where there; null without a cursor. */
export function readCursor<Name extends string>(
  cursor: string | undefined,
  names: readonly Name[],
): { name: Name; after: string } | null {
  if (cursor === undefined) return null;
  const [, found, after = ''] = /^([a-z]+)\.(.*)$/s.exec(cursor) ?? [];
  const name = names.find((known) => known === found);
  if (name === undefined)
    throw errorOf('invalid_input', 'That cursor does not belong to this call: repeat all other arguments.', {
      cursor,
    });
  return { name, after };
}
