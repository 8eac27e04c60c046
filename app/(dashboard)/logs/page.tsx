import type { Metadata } from 'next';
import { LogExplorer } from '@/components/logs/log-explorer';
import { hasLogFilters, loadLogParams, serializeLogParams } from '@/components/logs/log-search-params';
import { createServerClient } from '@/lib/supabase/server';
import { loadLog, loadLogPage } from './actions';
import { findFirstLogs, logScopeOf } from './log-view';

export const metadata: Metadata = { title: 'Logs' };

export default async function LogsPage({ searchParams }: PageProps<'/logs'>) {
  const params = await loadLogParams(searchParams);
  const scope = logScopeOf(params);
  const first = await findFirstLogs(await createServerClient(), scope);
  return (
    <>
      <h1 className="mb-3 font-semibold text-title">Logs</h1>
      <h2 className="sr-only">Actions</h2>
      <div className="overflow-clip rounded-md border border-line bg-surface">
        <LogExplorer
          viewKey={serializeLogParams(params)}
          first={first}
          isFiltered={hasLogFilters(params)}
          order={params.order}
          openRow={params.row}
          onLoadPage={loadLogPage.bind(null, scope)}
          onLoadLog={loadLog}
        />
      </div>
    </>
  );
}
