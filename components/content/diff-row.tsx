import { classNames } from '@/lib/class-names';
import type { DiffLineKind } from '@/lib/format/unified-diff';

const lineClasses: Record<DiffLineKind, string> = {
  meta: 'font-semibold text-muted',
  hunk: 'text-faint',
  added: 'bg-added-wash',
  removed: 'bg-removed-wash',
  same: 'text-muted',
};
const signs: Partial<Record<DiffLineKind, string>> = { added: '+', removed: '−' };
const signClasses: Partial<Record<DiffLineKind, string>> = {
  added: 'text-completed',
  removed: 'text-failed',
};

export interface DiffRowProps {
  kind: DiffLineKind;
  /** The line without its sign. */
  text: string;
  /** The line number; undefined where a diff with numbers has none, absent in a diff without numbers. */
  number?: number | undefined;
}

/** Shows a line of a diff. */
export function DiffRow(props: DiffRowProps) {
  const { kind, text } = props;
  return (
    <span data-line className={classNames('flex gap-2 px-2.5', lineClasses[kind])}>
      {'number' in props && (
        <span className="w-8 shrink-0 select-none text-right text-faint tabular-nums max-sm:hidden">
          {props.number}
        </span>
      )}
      <span aria-hidden className={classNames('w-2 shrink-0 select-none font-semibold', signClasses[kind])}>
        {signs[kind]}
      </span>
      <span className="break-text min-h-4 min-w-0 whitespace-pre-wrap">
        {kind in signs && <span className="sr-only">{kind} </span>}
        {text}
      </span>
    </span>
  );
}
