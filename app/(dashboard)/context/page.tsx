import { Download } from 'lucide-react';
import type { Metadata } from 'next';
import { Suspense } from 'react';
import { ContextFilters } from '@/components/context/context-filters';
import { ContextResults } from '@/components/context/context-results';
import { hasContextFilters, loadContextParams } from '@/components/context/context-search-params';
import { EmbeddingProgress } from '@/components/context/embedding-progress';
import { MoreContext } from '@/components/context/more-context';
import { NoContext } from '@/components/context/no-context';
import { buttonClasses } from '@/components/ui/button';
import { findContext } from './find-context';
import { findEmbeddingProgress } from './find-embedding-progress';

export const metadata: Metadata = { title: 'Context' };

export default async function ContextPage({ searchParams }: PageProps<'/context'>) {
  const params = await loadContextParams(searchParams);
  const { entries, found, facets, next_cursor } = await findContext(params);
  return (
    <>
      <div className="mb-3 flex items-center justify-between gap-2">
        <h1 className="font-semibold text-title">Context</h1>
        <a href="/context/export" download className={buttonClasses({ variant: 'ghost', size: 'sm' })}>
          <Download aria-hidden />
          Export
        </a>
      </div>
      <Suspense>
        <Embedding />
      </Suspense>
      <h2 className="sr-only">Entries</h2>
      <div className="overflow-clip rounded-md border border-line bg-surface">
        <ContextFilters facets={facets} />
        {entries.length > 0 ? (
          <ContextResults entries={entries} />
        ) : (
          <NoContext isSearch={hasContextFilters(params)} />
        )}
      </div>
      <MoreContext params={params} shown={entries.length} found={found} hasMore={next_cursor !== null} />
    </>
  );
}

async function Embedding() {
  return <EmbeddingProgress progress={await findEmbeddingProgress()} />;
}
