'use client';

import {
  Ban,
  ClipboardCopy,
  Ellipsis,
  GitCompareArrows,
  LayoutTemplate,
  Pause,
  Play,
  Printer,
  Share2,
} from 'lucide-react';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useRef, useState } from 'react';
import { compareHref } from '@/components/comparisons/compare-href';
import type { ShareActions } from '@/components/shares/share-actions';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Menu } from '@/components/ui/menu';
import type { MenuEntry } from '@/components/ui/menu-entry';
import { notifyDone, notifyFailure } from '@/components/ui/notify';
import { serverTime } from '@/components/ui/server-clock';
import { useAction } from '@/components/ui/use-action';
import type { CallbackResult } from '@/lib/action-result';
import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import { movedPlanWords, oppositeMove, type PlanMove, planMovesOf } from './plan-moves';
import { usePlanCommands } from './use-plan-commands';

const SaveTemplateDialog = dynamic(
  () =>
    import('@/components/plans/drafting/save-template-dialog').then((module) => module.SaveTemplateDialog),
  {
    ssr: false,
  },
);

const ShareDialog = dynamic(
  () => import('@/components/shares/share-dialog').then((module) => module.ShareDialog),
  {
    ssr: false,
  },
);

export interface PlanControlsProps {
  plan: PlanWithDetails;
  onMove: (move: PlanMove) => Promise<CallbackResult>;
  onSaveTemplate: (name: string) => Promise<CallbackResult>;
  /** Without them the plan cannot be shared. */
  shares?: ShareActions;
}

async function copyMarkdown(plan: PlanWithDetails): Promise<void> {
  try {
    const { planMarkdown } = await import('./plan-markdown');
    await navigator.clipboard.writeText(planMarkdown(plan, serverTime()));
    notifyDone('Copied the plan as Markdown');
  } catch {
    notifyFailure({
      message: 'The browser did not allow copying.',
      hint: 'Allow access to the clipboard, then try again.',
    });
  }
}

/** Pauses, resumes, cancels, copies, prints and shares a plan, and saves it as a template. */
export function PlanControls({ plan, onMove, onSaveTemplate, shares }: PlanControlsProps) {
  const [isNaming, setIsNaming] = useState(false);
  const [isSharing, setIsSharing] = useState(false);
  const router = useRouter();
  const { isPending, run } = useAction();
  const dialog = useRef<HTMLDialogElement>(null);
  const moves = planMovesOf(plan.status);
  const move = (next: PlanMove, isUndo = false) =>
    run(() => onMove(next), {
      hint: 'Check the plan, then try again.',
      onSuccess: () => {
        const back = oppositeMove[next];
        notifyDone(`${movedPlanWords[next]} the plan`, back && !isUndo ? () => move(back, true) : undefined);
      },
    });
  const entries: MenuEntry[] = [
    { key: 'copy', label: 'Copy as Markdown', icon: ClipboardCopy, onSelect: () => copyMarkdown(plan) },
    {
      key: 'template',
      label: 'Save as template…',
      icon: LayoutTemplate,
      onSelect: () => setIsNaming(true),
    },
    {
      key: 'compare',
      label: 'Compare…',
      icon: GitCompareArrows,
      onSelect: () => router.push(compareHref({ left: { plan_id: plan.id } })),
    },
    { key: 'print', label: 'Print…', icon: Printer, onSelect: () => window.print() },
  ];
  if (shares)
    entries.push({ key: 'share', label: 'Share…', icon: Share2, onSelect: () => setIsSharing(true) });
  if (moves.includes('cancel')) {
    entries.push({
      key: 'cancel',
      label: 'Cancel plan…',
      icon: Ban,
      onSelect: () => dialog.current?.showModal(),
    });
  }
  usePlanCommands(plan, entries, move);
  return (
    <div className="flex items-center gap-1 print:hidden">
      {moves.includes('pause') && (
        <Button size="sm" isBusy={isPending} onClick={() => move('pause')}>
          {!isPending && <Pause aria-hidden />}
          <span className="max-sm:sr-only">Pause</span>
        </Button>
      )}
      {moves.includes('resume') && (
        <Button size="sm" variant="solid" isBusy={isPending} onClick={() => move('resume')}>
          {!isPending && <Play aria-hidden />}
          <span className="max-sm:sr-only">Resume</span>
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
      {isSharing && shares && (
        <ShareDialog planId={plan.id} actions={shares} onClose={() => setIsSharing(false)} />
      )}
      <ConfirmDialog
        dialog={dialog}
        title="Cancel this plan?"
        confirmLabel="Cancel plan"
        onConfirm={() => move('cancel')}
      >
        Its steps can no longer change, and a cancelled plan cannot be resumed. Its log and context are kept.
      </ConfirmDialog>
    </div>
  );
}
