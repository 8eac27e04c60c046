'use client';

import { type ReactNode, useState } from 'react';
import { CopyButton } from '@/components/ui/copy-button';
import { JsonView } from '@/components/ui/json-view';
import { OutputBox } from '@/components/ui/output-box';
import { Panel } from '@/components/ui/panel';
import { Segments } from '@/components/ui/segments';
import { formatNumber } from '@/lib/format/words';
import { readJson, type ValueKind } from './value-kind';

export interface ContextValueProps {
  value: string;
  /** The value as Markdown, if it looks like Markdown. */
  markdown: ReactNode;
}

/** Shows the value as JSON or Markdown, and as plain text. */
export function ContextValue({ value, markdown }: ContextValueProps) {
  const json = readJson(value);
  const best: ValueKind = json !== undefined ? 'json' : markdown ? 'markdown' : 'text';
  const [kind, setKind] = useState<ValueKind | null>(null);
  const shown = kind ?? best;
  return (
    <Panel
      id="context-value"
      title="Value"
      aside={
        <span className="flex items-center gap-2">
          <span className="text-faint text-meta tabular-nums">{formatNumber(value.length)} characters</span>
          {best !== 'text' && (
            <Segments
              label="Shown as"
              value={shown}
              options={[
                { value: best, label: best === 'json' ? 'JSON' : 'Markdown' },
                { value: 'text', label: 'Text' },
              ]}
              onChange={setKind}
            />
          )}
          <CopyButton text={value} label="Copy value" />
        </span>
      }
    >
      <div className="min-w-0 p-3">
        {shown === 'json' && json !== undefined && <JsonView value={json} label="Value" />}
        {shown === 'markdown' && markdown}
        {shown === 'text' && <OutputBox text={value} label="Value as text" />}
      </div>
    </Panel>
  );
}
