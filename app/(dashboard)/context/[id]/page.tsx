import type { Metadata } from 'next';
import { Content } from '@/components/content/content';
import { ContextFacts } from '@/components/context/context-facts';
import { ContextHeader } from '@/components/context/context-header';
import { ContextHistory } from '@/components/context/context-history';
import { ContextReaders } from '@/components/context/context-readers';
import { ContextValue } from '@/components/context/context-value';
import { deleteEntry, saveEntry } from './actions';
import { findEntry } from './find-entry';

export async function generateMetadata({ params }: PageProps<'/context/[id]'>): Promise<Metadata> {
  const { entry, history } = await findEntry((await params).id);
  const named = entry ?? history[0];
  return { title: named && `${named.context_type}/${named.context_key}` };
}

export default async function EntryPage({ params }: PageProps<'/context/[id]'>) {
  const { id } = await params;
  const { entry, history, uses } = await findEntry(id);
  const value = entry?.context_value ?? '';
  return (
    <>
      <ContextHeader
        entry={entry}
        history={history}
        onSave={saveEntry}
        onDelete={deleteEntry.bind(null, id)}
      />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,7fr)_minmax(0,5fr)] lg:grid-rows-[auto_1fr]">
        {entry && (
          <ContextValue value={value}>
            <Content text={value} label="Value" />
          </ContextValue>
        )}
        <div className="grid min-w-0 gap-4 lg:col-start-2 lg:row-span-2 lg:row-start-1">
          {entry && <ContextFacts entry={entry} writer={history[0]} />}
          <ContextReaders uses={uses} usefulness={entry?.usefulness ?? null} />
        </div>
        <ContextHistory history={history} />
      </div>
    </>
  );
}
