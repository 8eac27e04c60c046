import { Brain, SearchX } from 'lucide-react';
import { EmptyState } from '@/components/ui/empty-state';

/** Nothing found, or nothing kept yet. */
export function NoContext({ isSearch }: { isSearch: boolean }) {
  if (isSearch) {
    return (
      <EmptyState icon={SearchX} title="No entry matches">
        <p>
          Any of the words may be there; <code className="font-mono">"a phrase"</code> must,{' '}
          <code className="whitespace-nowrap font-mono">-word</code> must not.{' '}
          <code className="font-mono">type:</code>, <code className="font-mono">key:</code> and{' '}
          <code className="font-mono">task:</code> narrow it down.
        </p>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={Brain} title="Nothing is remembered yet">
      <p>What agents store with setContext appears here, and they find it again in their next session.</p>
    </EmptyState>
  );
}
