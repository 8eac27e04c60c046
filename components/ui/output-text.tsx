import { classNames } from '@/lib/class-names';
import { type AnsiColor, type AnsiRun, parseAnsi, stripAnsi } from '@/lib/format/ansi';
import { type DiffLineKind, isUnifiedDiff, readUnifiedDiff } from '@/lib/format/unified-diff';

const colorClasses: Record<AnsiColor, string> = {
  black: 'text-faint',
  red: 'text-failed',
  green: 'text-completed',
  yellow: 'text-blocked',
  blue: 'text-in-progress',
  magenta: 'text-awaiting',
  cyan: 'text-in-progress',
  white: 'text-ink',
};

const lineClasses: Record<DiffLineKind, string> = {
  meta: 'font-semibold text-muted',
  hunk: 'text-awaiting',
  added: 'bg-added-wash text-completed',
  removed: 'bg-removed-wash text-failed',
  same: '',
};

function runClasses(run: AnsiRun): string {
  return classNames(
    run.color && colorClasses[run.color],
    run.isBold && 'font-semibold',
    run.isDim && 'text-faint',
    run.isUnderlined && 'underline',
  );
}

/** Shows program output: patches and terminal colours in colour, other text unchanged. */
export function OutputText({ text }: { text: string }) {
  if (isUnifiedDiff(text)) {
    return readUnifiedDiff(stripAnsi(text)).map((line, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the lines never change and have no other identity
      <span key={index} className={classNames('block min-h-4', lineClasses[line.kind])}>
        {line.text}
      </span>
    ));
  }
  return parseAnsi(text).map((run, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: as above
    <span key={index} className={runClasses(run) || undefined}>
      {run.text}
    </span>
  ));
}
