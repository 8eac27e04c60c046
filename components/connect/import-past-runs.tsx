'use client';

import { FolderOpen, Square } from 'lucide-react';
import dynamic from 'next/dynamic';
import { type ChangeEvent, useId, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { SelectField } from '@/components/ui/select-field';
import { type PastRunSource, pastRunSources } from './past-run-sources';
import { usePastRunImport } from './use-past-run-import';

/** Loads when an import starts. */
const ImportReport = dynamic(() => import('./import-report').then((module) => module.ImportReport), {
  ssr: false,
});

/** Imports past runs from files that a person chooses. They are read in the browser and sent row by row. */
export function ImportPastRuns() {
  const [source, setSource] = useState<PastRunSource>(pastRunSources[0]);
  const { state, start, stop } = usePastRunImport();
  const isRunning = state?.isRunning ?? false;
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    const files = [...(event.target.files ?? [])];
    event.target.value = ''; // the same folder can be chosen again
    if (files.length > 0) void start(source.client, files);
  };
  return (
    <section
      aria-labelledby="past-runs"
      className="grid min-w-0 gap-3 rounded-md border border-line bg-surface p-3"
    >
      <div>
        <h2 id="past-runs" className="font-semibold text-heading">
          Import past runs
        </h2>
        <p className="mt-1 text-muted">
          Each session or list becomes a task with a plan. What is imported already changes nothing, so an
          import that was stopped can be started again.
        </p>
      </div>
      <div className="flex flex-wrap items-end gap-2 max-sm:[&>button]:flex-1">
        <div className="max-sm:basis-full">
          <SelectField
            id="past-runs-source"
            label="From"
            value={source.client}
            disabled={isRunning}
            onChange={(event) =>
              setSource(pastRunSources.find(({ client }) => client === event.target.value) ?? source)
            }
            options={pastRunSources.map(({ client, label }) => ({ value: client, label }))}
          />
        </div>
        <FileChooser label="Choose a folder…" isFolder isDisabled={isRunning} onChoose={choose} />
        <FileChooser label="Choose files…" isDisabled={isRunning} onChoose={choose} />
        {isRunning && (
          <Button size="lg" className="h-9" onClick={stop}>
            <Square aria-hidden />
            Stop
          </Button>
        )}
      </div>
      <p className="break-text text-muted">{source.hint}</p>
      {state && <ImportReport state={state} />}
    </section>
  );
}

interface FileChooserProps {
  label: string;
  isFolder?: boolean;
  isDisabled: boolean;
  onChoose: (event: ChangeEvent<HTMLInputElement>) => void;
}

/** A button that opens the chooser of the browser. Types of React lack the attribute for folders, which all browsers know. */
function FileChooser({ label, isFolder = false, isDisabled, onChoose }: FileChooserProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={(element) => {
          input.current = element;
          if (isFolder) element?.setAttribute('webkitdirectory', '');
        }}
        id={id}
        type="file"
        multiple
        hidden
        aria-label={label}
        onChange={onChoose}
      />
      <Button size="lg" className="h-9" disabled={isDisabled} onClick={() => input.current?.click()}>
        {isFolder && <FolderOpen aria-hidden />}
        {label}
      </Button>
    </>
  );
}
