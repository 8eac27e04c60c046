import type { FoundContext } from '@/lib/agent-execution/context-search';

/** Describes the parts of a score in words. */
export function scoreWords({ parts }: Pick<FoundContext, 'parts'>): string {
  const { lexical, dense, usefulness, words } = parts;
  return [
    lexical !== null && `words ${lexical.toFixed(1)}${words.length > 0 ? ` (${words.join(', ')})` : ''}`,
    dense !== null && `meaning ${dense.toFixed(2)}`,
    usefulness !== null && `${usefulness < 0 ? 'did not help' : 'helped'} before ${usefulness.toFixed(2)}`,
  ]
    .filter(Boolean)
    .join(' · ');
}
