'use client';

import { FileDiff } from 'lucide-react';
import { CopyButton } from '@/components/ui/copy-button';
import { stripAnsi } from '@/lib/format/ansi';
import { type PatchFile, readPatchFiles } from '@/lib/format/patch-files';
import type { DiffLine } from '@/lib/format/unified-diff';
import { formatCount } from '@/lib/format/words';
import type { ContentSource } from './content-kind';
import { DiffRow } from './diff-row';
import { FoldButton } from './fold-button';
import { useFold } from './use-fold';

const SHOWN_FILES = 20;
const SHOWN_LINES = 40;

export interface DiffViewProps {
  patch: string;
  label: string;
  /** The file of a patch that names none. */
  path?: string;
  /** The lines of each file that are shown at first. */
  lines?: number;
  /** Who wrote the text around the patch. */
  source?: ContentSource;
  /** Whether the page names the only file of the patch itself. */
  isNamed?: boolean;
}

/** Shows a patch by file, with the number of added and removed lines. */
export function DiffView({
  patch,
  label,
  path = '',
  lines = SHOWN_LINES,
  source,
  isNamed = false,
}: DiffViewProps) {
  const { isWhole, choose } = useFold('');
  const files = readPatchFiles(stripAnsi(patch));
  const shown = isWhole ? files : files.slice(0, SHOWN_FILES);
  return (
    <div className="grid min-w-0 gap-2">
      {shown.map((file, index) => (
        <FileChange
          // biome-ignore lint/suspicious/noArrayIndexKey: a patch may change a file twice, and never changes itself
          key={index}
          file={file}
          path={file.path || path}
          label={isNamed || file.path === '' ? label : `${file.path}, ${label}`}
          lines={lines}
          isProse={source !== 'output'}
          hasHead={!isNamed || files.length > 1}
        />
      ))}
      {files.length > shown.length && (
        <div className="overflow-hidden rounded-md border border-line">
          <FoldButton
            isWhole={isWhole}
            hidden={formatCount(files.length - shown.length, 'file')}
            onChange={choose}
          />
        </div>
      )}
    </div>
  );
}

interface FileChangeProps {
  file: PatchFile;
  path: string;
  label: string;
  lines: number;
  isProse: boolean;
  hasHead: boolean;
}

function FileChange({ file, path, label, lines, isProse, hasHead }: FileChangeProps) {
  const { isWhole, choose } = useFold(textOf(file.lines.slice(lines)));
  const isText = file.path === '' && file.added + file.removed === 0;
  const shown = isWhole ? file.lines : file.lines.slice(0, lines);
  if (isText) return <TextBefore text={textOf(file.lines).trim()} isProse={isProse} />;
  return (
    <div className="group/box min-w-0 overflow-hidden rounded-md border border-line bg-sunken">
      {hasHead && (
        <div className="flex min-h-8 items-center gap-2 border-line border-b bg-surface px-2.5">
          <FileDiff aria-hidden className="size-3.5 shrink-0 text-faint" />
          <span className="min-w-0 flex-1 truncate font-mono text-meta" title={path}>
            {path || 'Diff'}
          </span>
          {file.change !== 'changed' && <span className="shrink-0 text-meta text-muted">{file.change}</span>}
          <LineCounts added={file.added} removed={file.removed} />
          <span className="-my-1 -mr-1.5 opacity-0 transition-opacity duration-150 focus-within:opacity-100 group-hover/box:opacity-100 pointer-coarse:opacity-100">
            <CopyButton text={textOf(file.lines)} label={`Copy the diff of ${label}`} />
          </span>
        </div>
      )}
      {file.lines.length > 0 && (
        <section
          aria-label={`Changes of ${label}`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach a scrollable box
          tabIndex={0}
          className="max-h-96 overflow-auto py-1 font-mono text-meta -outline-offset-2 focus-visible:-outline-offset-2 print:max-h-none"
        >
          {shown.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines never change and have no other identity
            <Line key={index} line={line} />
          ))}
        </section>
      )}
      {file.lines.length > lines && (
        <FoldButton
          isWhole={isWhole}
          hidden={formatCount(file.lines.length - lines, 'line')}
          onChange={choose}
        />
      )}
    </div>
  );
}

/** Shows the text before a patch. */
function TextBefore({ text, isProse }: { text: string; isProse: boolean }) {
  if (isProse) return <p className="break-text whitespace-pre-line">{text}</p>;
  return <pre className="break-text whitespace-pre-wrap font-mono text-meta text-muted">{text}</pre>;
}

/** Shows how many lines a change adds and removes. */
export function LineCounts({ added, removed }: { added: number; removed: number }) {
  return (
    <span className="shrink-0 font-mono text-meta tabular-nums">
      <span className="text-completed">+{added}</span> <span className="text-failed">−{removed}</span>
    </span>
  );
}

const textOf = (lines: DiffLine[]) => lines.map(({ text }) => text).join('\n');

function Line({ line: { kind, text, number } }: { line: DiffLine }) {
  const hasSign = kind !== 'hunk' && /^[-+ ]/.test(text);
  return <DiffRow kind={kind} text={hasSign ? text.slice(1) : text} number={number} />;
}
