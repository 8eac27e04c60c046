'use client';

import { useState } from 'react';
import { Segments } from '@/components/ui/segments';
import type { ContextEntry } from '@/lib/agent-execution/agent-execution.types';
import { ContextList } from './context-list';
import { ContextPackView, type LoadPack } from './context-pack-view';

export interface ContextTabProps {
  planId: string;
  entries: ContextEntry[];
  onLoadPack: LoadPack;
}

/** Shows the context of a plan, and the pack that an agent gets. */
export function ContextTab({ planId, entries, onLoadPack }: ContextTabProps) {
  const [shown, setShown] = useState<'entries' | 'pack'>('entries');
  return (
    <>
      <div className="flex items-center border-line border-b px-3 py-2">
        <Segments
          label="Shown"
          value={shown}
          options={[
            { value: 'entries', label: 'Entries' },
            { value: 'pack', label: 'Pack for an agent' },
          ]}
          onChange={setShown}
        />
      </div>
      {shown === 'entries' ? (
        <ContextList entries={entries} />
      ) : (
        <ContextPackView planId={planId} onLoad={onLoadPack} />
      )}
    </>
  );
}
