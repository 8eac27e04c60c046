'use client';

import { Ban, Download, Pause, Play, X } from 'lucide-react';
import { useRef } from 'react';
import { type PlanMove, planMovesOf } from '@/components/plans/plan-moves';
import { Button, buttonClasses } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import type { PlanTableRow } from '@/lib/dashboard/plan-table';
import { MAX_EXPORTED_PLANS } from '@/lib/dashboard/plan-table';
import { formatCount } from '@/lib/format/words';
import { type MovePlans, useBulkMoves } from './use-bulk-moves';

export interface PlanBulkBarProps {
  chosen: PlanTableRow[];
  onMove: MovePlans;
  onClear: () => void;
}

/** Shows the moves for the selected plans; each move applies to the plans that allow it. */
export function PlanBulkBar({ chosen, onMove, onClear }: PlanBulkBarProps) {
  const { isPending, move } = useBulkMoves(onMove);
  const dialog = useRef<HTMLDialogElement>(null);
  const idsFor = (next: PlanMove) =>
    chosen.filter((plan) => planMovesOf(plan.status).includes(next)).map((plan) => plan.id);
  const [pausable, resumable, cancellable] = [idsFor('pause'), idsFor('resume'), idsFor('cancel')];
  return (
    <section
      aria-label="Selected plans"
      className="sticky bottom-3 z-20 mx-auto mt-3 flex w-fit max-w-full flex-wrap items-center gap-x-1 gap-y-0.5 max-sm:[&>a>svg]:hidden max-sm:[&>a]:px-1.5 max-sm:[&>button:not(:last-of-type)>svg]:hidden max-sm:[&>button]:px-1.5 rounded-md border border-line-strong bg-surface p-1 shadow-popover"
    >
      <span role="status" className="px-2 font-medium tabular-nums">
        {chosen.length} selected
      </span>
      {pausable.length > 0 && (
        <Button size="sm" variant="ghost" disabled={isPending} onClick={() => move(pausable, 'pause')}>
          <Pause aria-hidden />
          Pause
        </Button>
      )}
      {resumable.length > 0 && (
        <Button size="sm" variant="ghost" disabled={isPending} onClick={() => move(resumable, 'resume')}>
          <Play aria-hidden />
          Resume
        </Button>
      )}
      {cancellable.length > 0 && (
        <Button size="sm" variant="ghost" disabled={isPending} onClick={() => dialog.current?.showModal()}>
          <Ban aria-hidden />
          Cancel…
        </Button>
      )}
      {chosen.length <= MAX_EXPORTED_PLANS && (
        <a
          download
          href={`/plans/export?ids=${chosen.map((plan) => plan.id).join(',')}`}
          className={buttonClasses({ variant: 'ghost', size: 'sm' })}
        >
          <Download aria-hidden />
          Export
        </a>
      )}
      <Button
        size="icon"
        variant="ghost"
        aria-label="Clear selection"
        title="Clear selection (Esc)"
        onClick={onClear}
      >
        <X aria-hidden />
      </Button>
      <ConfirmDialog
        dialog={dialog}
        title={`Cancel ${formatCount(cancellable.length, 'plan')}?`}
        confirmLabel={`Cancel ${formatCount(cancellable.length, 'plan')}`}
        onConfirm={() => move(cancellable, 'cancel')}
      >
        Their steps can no longer change, and cancelled plans cannot be resumed. Logs and context are kept.
      </ConfirmDialog>
    </section>
  );
}
