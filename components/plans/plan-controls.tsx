'use client';

import { Ban, ClipboardCopy, Ellipsis, LayoutTemplate, Pause, Play, Printer } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useRef, useState, useTransition } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Menu } from '@/components/ui/menu';
import type { MenuEntry } from '@/components/ui/menu-entry';
import { notifyDone, notifyError } from '@/components/ui/notify';
import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import { type PlanMove, planMovesOf } from './plan-moves';
import type { MoveAnswer } from './use-step-moves';

const SaveTemplateDialog = dynamic(
  () => import('./save-template-dialog').then((module) => module.SaveTemplateDialog),
  {
    ssr: false,
  },
);

export interface PlanControlsProps {
  plan: PlanWithDetails;
  onMove: (move: PlanMove) => Promise<MoveAnswer>;
  onSaveTemplate: (name: string) => Promise<MoveAnswer>;
}

async function copyMarkdown(plan: PlanWithDetails): Promise<void> {
  try {
    const { planMarkdown } = await import('./plan-markdown');
    await navigator.clipboard.writeText(planMarkdown(plan, Date.now()));
    notifyDone('Copied the plan as Markdown');
  } catch {
    notifyError('The browser did not allow copying.', 'Allow access to the clipboard, then try again.');
  }
}

/** Pause, resume and cancel, as far as the plan's state allows, and ways to take the plan elsewhere. */
export function PlanControls({ plan, onMove, onSaveTemplate }: PlanControlsProps) {
  const [isNaming, setIsNaming] = useState(false);
  const [isBusy, startTransition] = useTransition();
  const dialog = useRef<HTMLDialogElement>(null);
  const moves = planMovesOf(plan.status);
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
  const entries: MenuEntry[] = [
    { key: 'copy', label: 'Copy as Markdown', icon: ClipboardCopy, onSelect: () => copyMarkdown(plan) },
    {
      key: 'template',
      label: 'Save as template…',
      icon: LayoutTemplate,
      onSelect: () => setIsNaming(true),
    },
    { key: 'print', label: 'Print…', icon: Printer, onSelect: () => window.print() },
  ];
  if (moves.includes('cancel')) {
    entries.push({
      key: 'cancel',
      label: 'Cancel plan…',
      icon: Ban,
      onSelect: () => dialog.current?.showModal(),
    });
  }
  return (
    <div className="flex items-center gap-1 print:hidden">
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
      <Menu variant="ghost" size="icon" aria-label="More actions for this plan" entries={entries}>
        <Ellipsis aria-hidden />
      </Menu>
      {isNaming && (
        <SaveTemplateDialog
          planType={plan.plan_type}
          onSave={onSaveTemplate}
          onClose={() => setIsNaming(false)}
        />
      )}
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
