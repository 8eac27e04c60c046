/** Fits a response into a token budget: takes rows while there is room, and shortens long ones. */
import { errorOf } from '@/lib/agent-execution/agent-execution.error';
import { textOf } from '@/lib/agent-execution/exact-json';
import type { CountTokens } from '@/lib/agent-execution/tokens';
import { cursor, maxTokens } from '@/lib/api/contracts/fields';
import { loadTokenCounter } from '@/lib/token-counter';

/** The default token limit of a response. */
export const DEFAULT_MAX_TOKENS = 2000;

/** Tokens for the headings and the cursor line. */
const FRAME_TOKENS = 100;

/** The minimum leaves room for one row. */
export const maxTokensField = maxTokens
  .min(300)
  .optional()
  .describe(`Limit of the response; default ${DEFAULT_MAX_TOKENS}`);

export const cursorField = cursor.optional().describe('The cursor of the previous response to this call');

type Render<T> = (row: T) => string;

/** An upper bound of characters per token in any language. */
const MAX_CHARACTERS_PER_TOKEN = 12;
/** Texts of at most this length are not shortened. */
const SHORT_LENGTH = 60;

/** Returns the row with its longest values cut and marked until it has at most `tokens` tokens. */
function shorten<T extends object>(row: T, render: Render<T>, tokens: number, count: CountTokens): T {
  const whole = new Map(Object.entries(row).map(([name, value]) => [name, textOf(value)]));
  const kept = new Map<string, number>();
  const cutRow = () =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => {
        const text = whole.get(name) ?? '';
        const length = kept.get(name);
        if (length === undefined) return [name, value];
        // Never cuts a surrogate pair in half.
        const start = text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
        return [name, `${start} … (shortened from ${text.length} characters)`];
      }),
    ) as T; // a value that is cut has become text, which is as well rendered
  // Counting takes time, so values that can never fit are cut first.
  for (const [name, text] of whole)
    if (text.length > tokens * MAX_CHARACTERS_PER_TOKEN) kept.set(name, tokens * MAX_CHARACTERS_PER_TOKEN);
  for (;;) {
    const shortened = kept.size === 0 ? row : cutRow();
    const cost = count(render(shortened));
    if (cost <= tokens) return shortened;
    const [name, length] = [...whole]
      .map(([field, text]): [string, number] => [field, kept.get(field) ?? text.length])
      .reduce((longest, field) => (field[1] > longest[1] ? field : longest));
    if (length <= SHORT_LENGTH) return shortened;
    kept.set(name, Math.max(SHORT_LENGTH, Math.floor(length * Math.min(0.8, tokens / cost))));
  }
}

export class Budget {
  private room: number;
  private readonly all: number;
  private readonly count: CountTokens;
  private rows = 0;

  constructor(tokens: number, count: CountTokens) {
    this.all = tokens - FRAME_TOKENS;
    this.room = this.all;
    this.count = count;
  }

  /** Returns the text before the rows, shortened to a share of the budget. */
  open<T extends object>(head: T, render: Render<T>, share = 0.4): T {
    const row = shorten(head, render, Math.floor(this.all * share), this.count);
    this.room -= this.count(render(row));
    return row;
  }

  /** Returns the row, shortened if necessary, or null if there is no room. The first row always fits. */
  take<T extends object>(row: T, render: Render<T>, share = 0.5): T | null {
    const short = shorten(row, render, Math.floor(this.all * share), this.count);
    const tokens = this.count(render(short)) + 2; // plus the separator
    if (tokens > this.room && this.rows > 0) return null;
    this.room -= tokens;
    this.rows += 1;
    return short;
  }

  /** Splits a share of the room off as a separate budget. */
  split(share: number): Budget {
    const tokens = Math.floor(this.room * share);
    this.room -= tokens;
    return new Budget(tokens + FRAME_TOKENS, this.count);
  }

  /** Returns a row as the whole text of a response, shortened if necessary. */
  text<T extends object>(row: T, render: Render<T>): string {
    return render(this.open(row, render, 0.9));
  }

  /** Returns as many rows from the first as there is room for. */
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

export async function createBudget(tokens = DEFAULT_MAX_TOKENS): Promise<Budget> {
  return new Budget(tokens, await loadTokenCounter());
}

/** Returns the line with the cursor for the remainder, or null. */
export function moreText(nextCursor: string | null): string | null {
  return nextCursor === null ? null : `More: repeat this call with cursor ${nextCursor}`;
}

export function linesOf(...lines: (string | null | undefined)[]): string {
  return lines.filter(Boolean).join('\n');
}

/** Returns the list and position that a cursor names; null without a cursor. */
export function readCursor<Name extends string>(
  cursor: string | undefined,
  names: readonly Name[],
): { name: Name; after: string } | null {
  if (cursor === undefined) return null;
  const [, found, after = ''] = /^([a-z]+)\.(.*)$/s.exec(cursor) ?? [];
  const name = names.find((known) => known === found);
  if (name === undefined)
    throw errorOf(
      'invalid_input',
      'The cursor belongs to another call. Repeat all other arguments of the call that returned it.',
      {
        cursor,
      },
    );
  return { name, after };
}
