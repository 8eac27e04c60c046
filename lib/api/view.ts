/**
 * Selects the fields of a response. An agent key gets the short view, which costs few tokens. A session or an access token gets all
 * fields, which pages need. `view`, `fields` and the header Prefer (RFC 7240) override this.
 */
import { z } from 'zod';
import { AgentExecutionError } from '@/lib/agent-execution/agent-execution.error';
import { isFields } from '@/lib/agent-execution/is-fields';
import { unknownField } from '@/lib/agent-execution/near-miss';
import { oneOrMore, words } from './contracts/fields';
import type { Operation } from './operation';
import { fieldsAt } from './problems';

export const viewQuery = z.strictObject({
  view: z
    .enum(['short', 'full'])
    .optional()
    .describe('short for agent keys, else full; this document describes the full one'),
  fields: oneOrMore(words(100)).optional().describe('Fields of the response; a.b is a field within another'),
});

export interface View {
  isShort: boolean;
  /** The fields that the caller named. */
  fields: string[] | undefined;
}

/** Returns the requested view. `fields` override `view`, and both override Prefer. */
export function viewOf(
  { view, fields }: z.infer<typeof viewQuery>,
  headers: Headers,
  isAgent: boolean,
): View {
  const [, preferred] =
    /(?:^|[,;\s])return=(representation|minimal)\b/.exec(headers.get('prefer') ?? '') ?? [];
  const isShort = view ? view === 'short' : preferred ? preferred === 'minimal' : isAgent;
  return { isShort: isShort && fields === undefined, fields };
}

type Tree = Map<string, Tree>;

/** Returns `a.b` and `a.c` as a tree of names; a leaf keeps everything below it. */
function treeOf(paths: readonly string[]): Tree {
  const root: Tree = new Map();
  for (const path of paths) {
    let tree = root;
    for (const name of path.split('.')) {
      const inner: Tree = tree.get(name) ?? new Map();
      tree.set(name, inner);
      tree = inner;
    }
  }
  return root;
}

/** The fields without a value that a view keeps: all, those of the top level, or none. */
type Nulls = 'all' | 'outer' | 'none';

/** Returns the named fields, in the order of the tree; lists are searched item by item. */
function pick(value: unknown, tree: Tree, nulls: Nulls): unknown {
  if (tree.size === 0) return value;
  const inside = nulls === 'all' ? 'all' : 'none';
  if (Array.isArray(value)) {
    const kept: unknown[] = value.map((item) => pick(item, tree, inside));
    return 'next_cursor' in value ? Object.assign(kept, { next_cursor: value.next_cursor }) : kept;
  }
  if (!isFields(value)) return value;
  return Object.fromEntries(
    [...tree].flatMap(([name, inner]) => {
      const kept = Object.hasOwn(value, name) ? pick(value[name], inner, inside) : undefined;
      const isEmpty = kept === null || (inner.size > 0 && isFields(kept) && Object.keys(kept).length === 0);
      return kept === undefined || (isEmpty && nulls === 'none') ? [] : [[name, kept]];
    }),
  );
}

function refuseUnknownFields({ answer }: Operation, fields: readonly string[]): void {
  for (const field of fields) {
    const names = field.split('.');
    const last = names.pop() ?? '';
    const known = fieldsAt(answer, names);
    if (known.length === 0 || known.includes(last)) continue; // a response with unknown fields, such as an application's task
    throw new AgentExecutionError(
      'invalid_input',
      `fields: ${field} ${unknownField(last, known)}`,
      'Name fields of the response, separated by commas; a.b names a field within another. Nothing was done.',
      [{ path: 'fields', problem: unknownField(last, known) }],
    );
  }
}

/** Refuses fields that the response does not have, before the operation runs. */
export function checkView(operation: Operation, { fields }: View): void {
  if (fields) refuseUnknownFields(operation, fields);
}

/** Returns the fields of a response that the view shows. */
export function applyView({ short }: Operation, { isShort, fields }: View, data: unknown): unknown {
  if (data instanceof Response) return data;
  if (fields) return pick(data, treeOf(fields), 'all');
  return isShort && short ? pick(data, treeOf(short), 'outer') : data;
}
