'use client';

import { Ban, Ellipsis, Pause, Play } from 'lucide-react';
import { useRef, useTransition } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Menu } from '@/components/ui/menu';
import { notifyError } from '@/components/ui/notify';
import type { PlanStatus } from '@/lib/agent-execution/agent-execution.types';
import { type PlanMove, planMovesOf } from './plan-moves';
import type { MoveAnswer } from './use-step-moves';

export interface PlanControlsProps {
  status: PlanStatus;
  onMove: (move: PlanMove) => Promise<MoveAnswer>;
}

/** Pause, resume and cancel, as far as the plan's state allows. */
export function PlanControls({ status, onMove }: PlanControlsProps) {
  const [isBusy, startTransition] = useTransition();
  const dialog = useRef<HTMLDialogElement>(null);
  const moves = planMovesOf(status);
  const move = (next: PlanMove) =>
    startTransition(async () => {
      const answer = await onMove(next).catch(() => ({
        error: {
          message: 'The server did not answer.',
          hint: 'The plan is as it was; try again in a moment.',
        },
      }));
      if (answer?.error) notifyError(answer.error.message, answer.error.hint);
    });
  if (moves.length === 0) return null;
  return (
    <div className="flex items-center gap-1">
      {moves.includes('pause') && (
        <Button size="sm" isBusy={isBusy} onClick={() => move('pause')}>
          {!isBusy && <Pause aria-hidden />}
          Pause
        </Button>
      )}
      {moves.includes('resume') && (
        <Button size="sm" variant="solid" isBusy={isBusy} onClick={() => move('resume')}>
          {!isBusy && <Play aria-hidden />}
          Resume
        </Button>
      )}
      <Menu
        variant="ghost"
        size="icon"
        aria-label="More actions for this plan"
        entries={[
          { key: 'cancel', label: 'Cancel plan…', icon: Ban, onSelect: () => dialog.current?.showModal() },
        ]}
      >
        <Ellipsis aria-hidden />
      </Menu>
      <ConfirmDialog
        dialog={dialog}
        title="Cancel this plan?"
        confirmLabel="Cancel plan"
        onConfirm={() => move('cancel')}
      >
        No step can be moved any more, and a cancelled plan stays cancelled. Its log and context are kept.
      </ConfirmDialog>
    </div>
  );
}
