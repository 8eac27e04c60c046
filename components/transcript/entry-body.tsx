'use client';

import { CodeText } from '@/components/content/code-text';
import { Content } from '@/components/content/content';
import { DiffView, LineCounts } from '@/components/content/diff-view';
import { JsonView } from '@/components/content/json-view';
import { OpenChevron } from '@/components/ui/open-chevron';
import { useIsPrinting } from '@/components/ui/use-is-printing';
import { classNames } from '@/lib/class-names';
import { readPatchFiles } from '@/lib/format/patch-files';
import type { EntryRow, TranscriptEntry } from './transcript-entry';

/** The lines of an output that are shown at first. */
const SHOWN_LINES = 12;

export interface EntryBodyProps {
  row: Pick<EntryRow, 'seq' | 'actor_type' | 'actor'>;
  entry: TranscriptEntry;
  isOpen: boolean;
  onToggle: (seq: number) => void;
}

type Of<Kind extends TranscriptEntry['kind']> = Extract<TranscriptEntry, { kind: Kind }>;

/** Shows what an entry says, each kind in its own form. */
export function EntryBody({ row, entry, isOpen, onToggle }: EntryBodyProps) {
  switch (entry.kind) {
    case 'prompt':
      return <Prompt seq={row.seq} text={entry.text} actor={row.actor_type === 'user' ? row.actor : null} />;
    case 'message':
      return <Message entry={entry} seq={row.seq} />;
    case 'command':
      return <Command entry={entry} seq={row.seq} />;
    case 'edit':
      return <Edit entry={entry} seq={row.seq} />;
    case 'call':
      return <Call entry={entry} seq={row.seq} isOpen={isOpen} onToggle={() => onToggle(row.seq)} />;
    case 'move':
      return <Move entry={entry} seq={row.seq} />;
    case 'sub_plan':
    case 'event':
      return <p className="break-text text-meta text-muted leading-5">{entry.title}</p>;
  }
}

function Prompt({ seq, text, actor }: { seq: number; text: string; actor: string | null }) {
  return (
    <>
      <h3 className="font-normal text-meta text-muted leading-5">{actor ?? 'Prompt'}</h3>
      <section
        aria-label={`Prompt in row ${seq}`}
        className="rounded-md border border-line bg-canvas px-3 py-2"
      >
        <Content text={text} label="Prompt" />
      </section>
    </>
  );
}

function Message({ entry, seq }: { entry: Of<'message'>; seq: number }) {
  return (
    <>
      {entry.text === '' ? (
        <p className="font-mono text-meta text-muted leading-5">{entry.title}</p>
      ) : (
        <div className="min-w-0">
          <span className="sr-only">{entry.title}: </span>
          <Content text={entry.text} label={`Text of row ${seq}`} lines={SHOWN_LINES} />
        </div>
      )}
      {entry.state && <JsonView value={entry.state} label="Data" />}
    </>
  );
}

function Command({ entry, seq }: { entry: Of<'command'>; seq: number }) {
  const { command, purpose, output, exitCode } = entry;
  return (
    <>
      <div className="grid min-w-0 gap-0.5">
        <pre dir="ltr" className="break-text whitespace-pre-wrap font-mono text-meta leading-5">
          <span aria-hidden className="select-none text-faint">
            ${' '}
          </span>
          <CodeText text={command} language="bash" />
        </pre>
        {purpose && (
          <p dir="auto" className="break-text text-meta text-muted">
            {purpose}
          </p>
        )}
      </div>
      {output !== '' && (
        <div
          className={classNames(
            'min-w-0',
            exitCode !== null && exitCode !== 0 && 'border-failed border-l-2 pl-2.5',
          )}
        >
          <Content text={output} label={`Output of row ${seq}`} source="output" lines={SHOWN_LINES} />
        </div>
      )}
    </>
  );
}

function Edit({ entry, seq }: { entry: Of<'edit'>; seq: number }) {
  const { title, path, patch, text } = entry;
  const shown = patch ?? (text === null ? null : newFile(text));
  const files = shown === null ? [] : readPatchFiles(shown);
  return (
    <>
      <h3 className="flex min-w-0 flex-wrap items-baseline gap-x-2 font-normal leading-5">
        <span className="text-muted">{title}</span>
        <span className="break-text min-w-0 font-mono text-meta">{path}</span>
        {files.length === 1 && <LineCounts added={files[0]?.added ?? 0} removed={files[0]?.removed ?? 0} />}
      </h3>
      {shown !== null && (
        <DiffView
          patch={shown}
          label={`${path || title} in row ${seq}`}
          path={path}
          lines={2 * SHOWN_LINES}
          isNamed
        />
      )}
    </>
  );
}

/** Returns a new file as a patch. */
function newFile(text: string): string {
  const lines = text.replace(/\n$/, '').split('\n');
  return `@@ -0,0 +1,${lines.length} @@\n${lines.map((line) => `+${line}`).join('\n')}`;
}

interface CallProps {
  entry: Of<'call'>;
  seq: number;
  isOpen: boolean;
  onToggle: () => void;
}

function Call({ entry, seq, isOpen, onToggle }: CallProps) {
  const { title, input, result, images } = entry;
  const isShown = useIsPrinting() || isOpen;
  const hasMore = input !== null || result !== null;
  return (
    <>
      {hasMore ? (
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={onToggle}
          className="flex min-w-0 items-center gap-1 justify-self-start rounded-sm text-left hover:text-ink pointer-coarse:-my-2.5 pointer-coarse:min-h-10"
        >
          <span dir="auto" className="break-text min-w-0 text-muted">
            {title}
          </span>
          <OpenChevron isOpen={isOpen} />
        </button>
      ) : (
        <p dir="auto" className="break-text text-muted">
          {title}
        </p>
      )}
      {images.length > 0 && (
        <div className="flex flex-wrap gap-2">
          {images.map(({ url }, index) => (
            // biome-ignore lint/performance/noImgElement: a data URL needs no optimisation
            <img
              key={url.slice(-80)}
              src={url}
              alt={`${title} (${index + 1} of ${images.length})`}
              className="max-h-72 max-w-full rounded-md border border-line"
            />
          ))}
        </div>
      )}
      {isShown && input && <JsonView value={input} label="Input" />}
      {isShown && result !== null && (
        <Content text={result} label={`Result of row ${seq}`} source="output" lines={SHOWN_LINES} />
      )}
    </>
  );
}

function Move({ entry, seq }: { entry: Of<'move'>; seq: number }) {
  return (
    <>
      <h3 dir="auto" className="break-text font-medium leading-5">
        {entry.title}
      </h3>
      {entry.text !== '' && <Content text={entry.text} label={`Text of row ${seq}`} lines={SHOWN_LINES} />}
      {entry.state && <JsonView value={entry.state} label="Result" />}
    </>
  );
}
