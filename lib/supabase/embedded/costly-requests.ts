/** Refuses costly requests to `/rest/v1`. Checks the parsed request, so that no spelling bypasses a limit. */
import type { AnyAST } from '@supabase/lite';
import { refuseFeature } from './database-errors.ts';
import { MAX_EMBEDDING_DEPTH } from './limits.ts';

/** Returns whether a request filters by a regular expression. Ignores the values of writes and calls. */
function hasRegularExpression(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  return Object.entries(node).some(
    ([key, value]) =>
      /^\$i?regex/.test(key) || (key !== 'values' && key !== 'args' && hasRegularExpression(value)),
  );
}

/** Returns the depth of embedded resources. Each level multiplies the rows that a statement reads and returns. */
function embeddingDepth(node: unknown): number {
  if (typeof node !== 'object' || node === null) return 0;
  const depths = Object.entries(node).map(
    ([key, value]) => embeddingDepth(value) + (key === 'select' ? 1 : 0),
  );
  return Math.max(0, ...depths);
}

/** Throws an error if a parsed request could keep the database busy for too long. */
export function refuseCostly(ast: AnyAST): void {
  if (hasRegularExpression(ast))
    throw refuseFeature(
      'The operators match and imatch are disabled, because a regular expression may keep the database busy for hours.',
      'Use like, ilike, or one of the full-text operators.',
    );
  // The values of a write may contain any text.
  if ('select' in ast && embeddingDepth({ select: ast.select }) > MAX_EMBEDDING_DEPTH + 1)
    throw refuseFeature(
      `Resources may be embedded at most ${MAX_EMBEDDING_DEPTH} levels deep.`,
      'Read deeper resources in another request.',
    );
}
