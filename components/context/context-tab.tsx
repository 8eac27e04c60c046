'use client';

import { useState } from 'react';
import { Segments } from '@/components/ui/segments';
import type { ContextEntry } from '@/lib/agent-execution/agent-execution.types';
import { ContextList } from './context-list';
import { ContextPackView, type LoadPack } from './context-pack-view';

export interface ContextTabProps {
  entries: ContextEntry[];
  onLoadPack: LoadPack;
}

/** What is known for a plan, and what of it an agent would be given. */
export function ContextTab({ entries, onLoadPack }: ContextTabProps) {
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
      {shown === 'entries' ? <ContextList entries={entries} /> : <ContextPackView onLoad={onLoadPack} />}
    </>
  );
}
