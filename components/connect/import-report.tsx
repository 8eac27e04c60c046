'use client';

import { CircleCheck, CircleSlash } from 'lucide-react';
import { Link } from '@/components/ui/link';
import { ProgressBar } from '@/components/ui/progress-bar';
import { formatCount } from '@/lib/format/words';
import type { ImportState } from './import-state';

/** Shows how far an import is, and at its end what was imported and what was not. */
export function ImportReport({ state }: { state: ImportState }) {
  const { isRunning, sessions, done, sent, skipped, problems } = state;
  return (
    <div className="grid min-w-0 gap-2">
      <div role="status" className="grid gap-2">
        {isRunning ? (
          <>
            <ProgressBar value={done} max={sessions} label="Imported sessions" />
            <p className="text-muted tabular-nums">
              {sessions === 0 ? 'Reading the files…' : `${done} of ${sessions} · ${formatCount(sent, 'row')}`}
            </p>
          </>
        ) : (
          <Summary state={state} />
        )}
      </div>
      <Lines title="Skipped" lines={skipped} />
      <Lines title="Problems" lines={problems} />
    </div>
  );
}

function Summary({
  state: { isStopped, sessions, imported, unchanged, sent, added },
}: {
  state: ImportState;
}) {
  if (sessions === 0) return <p className="font-medium">These files contain no runs of this source.</p>;
  const Icon = isStopped ? CircleSlash : CircleCheck;
  return (
    <>
      <p className="flex items-center gap-2 font-medium">
        <Icon aria-hidden className={`size-4 shrink-0 ${isStopped ? 'text-muted' : 'text-completed'}`} />
        {isStopped ? 'Stopped. ' : ''}
        {imported} imported, {unchanged} unchanged.
      </p>
      <p className="pl-6 text-muted">
        {formatCount(sent, 'row')} of files became {formatCount(added, 'row')} of the log.{' '}
        <Link href="/plans" className="underline">
          Show the plans
        </Link>
      </p>
    </>
  );
}

function Lines({ title, lines }: { title: string; lines: string[] }) {
  if (lines.length === 0) return null;
  return (
    <details className="min-w-0">
      <summary className="cursor-pointer rounded-sm py-1 font-medium pointer-coarse:py-2.5">
        {title} · {lines.length}
      </summary>
      <ul className="mt-1 grid max-h-60 gap-1 overflow-y-auto pl-6 text-muted">
        {lines.map((line) => (
          <li key={line} className="break-text">
            {line}
          </li>
        ))}
      </ul>
    </details>
  );
}
