'use client';

import { Plus, X } from 'lucide-react';
import { memo, useCallback } from 'react';
import { Button } from '@/components/ui/button';
import { inputClasses } from '@/components/ui/input';
import { submitOnlyOnModEnter, submitOnModEnter } from '@/components/ui/submit-on-mod-enter';
import { formatMinutes } from '@/lib/format/duration';
import { formatCount } from '@/lib/format/words';
import { blankRow, type DraftRow, draftMinutes, isBlank, MAX_STEPS, removeRow } from './plan-draft';

export interface DraftTableProps {
  rows: DraftRow[];
  onChange: (change: (rows: DraftRow[]) => DraftRow[]) => void;
}

type DraftField = Exclude<keyof DraftRow, 'key' | 'more'>;

const heads = ['', 'Description', 'Action', 'Minutes', 'Waits for', ''];

/** A table that edits the steps of a draft, one row per step. */
export function DraftTable({ rows, onChange }: DraftTableProps) {
  const edit = useCallback(
    (key: number, field: DraftField, text: string) =>
      onChange((known) => known.map((row) => (row.key === key ? { ...row, [field]: text } : row))),
    [onChange],
  );
  const remove = useCallback(
    (key: number) =>
      onChange((known) =>
        removeRow(
          known,
          known.findIndex((row) => row.key === key),
        ),
      ),
    [onChange],
  );
  const steps = rows.filter((row) => !isBlank(row)).length;
  const minutes = draftMinutes(rows);
  return (
    <section aria-label="Steps" className="overflow-clip rounded-md border border-line bg-surface">
      <div
        aria-hidden
        className={`border-line border-b px-3 py-2 text-faint text-meta max-md:hidden ${columns}`}
      >
        {heads.map((head, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the heads never change
          <span key={index}>{head}</span>
        ))}
      </div>
      <ol className="md:py-1.5">
        {rows.map((row, index) => (
          <DraftLine key={row.key} row={row} number={index + 1} onEdit={edit} onRemove={remove} />
        ))}
      </ol>
      <div className="flex items-center justify-between gap-3 border-line p-2 md:border-t">
        <Button
          variant="ghost"
          disabled={rows.length >= MAX_STEPS}
          onClick={() => onChange((known) => [...known, blankRow()])}
        >
          <Plus aria-hidden />
          Add row
        </Button>
        <span className="pr-2 text-meta text-muted tabular-nums">
          {formatCount(steps, 'step')}
          {minutes > 0 && ` · ${formatMinutes(minutes)} est.`}
        </span>
      </div>
    </section>
  );
}

const columns = 'md:grid md:grid-cols-[1.5rem_minmax(0,1fr)_8rem_5rem_7rem_1.75rem] md:gap-2';

interface DraftLineProps {
  row: DraftRow;
  number: number;
  onEdit: (key: number, field: DraftField, text: string) => void;
  onRemove: (key: number) => void;
}

const DraftLine = memo(function DraftLine({ row, number, onEdit, onRemove }: DraftLineProps) {
  const field = (name: DraftField) => ({
    value: row[name],
    onChange: (event: { target: { value: string } }) => onEdit(row.key, name, event.target.value),
  });
  return (
    <li
      className={`grid grid-cols-[1.5rem_minmax(0,3.5fr)_minmax(0,2.25fr)_minmax(0,3.5fr)_1.75rem] items-start gap-2 border-line px-3 py-1 [contain-intrinsic-size:auto_2.75rem] [content-visibility:auto] max-md:border-b max-md:py-2 ${columns}`}
    >
      <span className="pt-2 text-right text-faint tabular-nums">{number}</span>
      <textarea
        aria-label={`Step ${number}: description`}
        rows={1}
        maxLength={10_000}
        dir="auto"
        onKeyDown={submitOnModEnter}
        className={`${inputClasses} field-sizing-content max-h-48 min-h-9 resize-none py-1.75 max-md:col-span-3`}
        {...field('description')}
      />
      <input
        aria-label={`Step ${number}: action`}
        onKeyDown={submitOnlyOnModEnter}
        placeholder="work"
        maxLength={100}
        className={`${inputClasses} h-9 max-md:col-start-2 max-md:row-start-2`}
        {...field('action')}
      />
      <input
        aria-label={`Step ${number}: minutes`}
        onKeyDown={submitOnlyOnModEnter}
        inputMode="decimal"
        placeholder="min"
        className={`${inputClasses} h-9 tabular-nums max-md:col-start-3 max-md:row-start-2`}
        {...field('minutes')}
      />
      <input
        aria-label={`Step ${number}: waits for`}
        onKeyDown={submitOnlyOnModEnter}
        placeholder={number === 1 ? 'none' : `after ${number - 1}`}
        className={`${inputClasses} h-9 tabular-nums max-md:col-start-4 max-md:row-start-2`}
        {...field('waitsFor')}
      />
      <Button
        variant="ghost"
        size="icon"
        aria-label={`Remove step ${number}`}
        onClick={() => onRemove(row.key)}
        className="mt-1 max-md:col-start-5 max-md:row-start-1"
      >
        <X aria-hidden />
      </Button>
    </li>
  );
});
