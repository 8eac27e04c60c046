'use client';

import { type ReactNode, useState } from 'react';
import { type ContentKind, detectContent } from '@/components/content/content-kind';
import { OutputBox } from '@/components/content/output-box';
import { CopyButton } from '@/components/ui/copy-button';
import { Panel } from '@/components/ui/panel';
import { Segments } from '@/components/ui/segments';
import { formatNumber } from '@/lib/format/words';

const kindWords: Record<Exclude<ContentKind, 'text'>, string> = {
  ansi: 'Terminal',
  binary: 'Binary',
  code: 'Code',
  diff: 'Diff',
  json: 'JSON',
  markdown: 'Markdown',
};

export interface ContextValueProps {
  value: string;
  /** The value, rendered as what it is. */
  children: ReactNode;
}

/** Shows the value as what it is, and as plain text. */
export function ContextValue({ value, children }: ContextValueProps) {
  const kind = detectContent(value);
  const [isPlain, setIsPlain] = useState(false);
  return (
    <Panel
      id="context-value"
      title="Value"
      aside={
        <span className="flex items-center gap-2">
          <span className="text-faint text-meta tabular-nums">{formatNumber(value.length)} characters</span>
          {kind !== 'text' && (
            <Segments
              label="Shown as"
              value={isPlain ? 'text' : 'rich'}
              options={[
                { value: 'rich', label: kindWords[kind] },
                { value: 'text', label: 'Text' },
              ]}
              onChange={(shown) => setIsPlain(shown === 'text')}
            />
          )}
          <CopyButton text={value} label="Copy value" />
        </span>
      }
    >
      <div className="min-w-0 p-3">
        {kind === 'text' || isPlain ? <OutputBox text={value} label="Value as text" /> : children}
      </div>
    </Panel>
  );
}
