import { Brain, SearchX } from 'lucide-react';
import { EmptyState } from '@/components/ui/empty-state';

/** Shown without results, or before the first entry. */
export function NoContext({ isSearch }: { isSearch: boolean }) {
  if (isSearch) {
    return (
      <EmptyState icon={SearchX} title="No entries match">
        <p>
          An entry matches any of the words. It must contain <code className="font-mono">"a phrase"</code> and{' '}
          must not contain <code className="whitespace-nowrap font-mono">-word</code>.{' '}
          <code className="font-mono">type:</code>, <code className="font-mono">key:</code> and{' '}
          <code className="font-mono">task:</code> narrow the search.
        </p>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={Brain} title="No context yet">
      <p>
        Entries that agents store with setContext appear here. Agents find them again in their next session.
      </p>
    </EmptyState>
  );
}
