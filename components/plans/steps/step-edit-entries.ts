import { ArrowDown, ArrowUp, MessageSquareText, OctagonPause, Pencil } from 'lucide-react';
import type { MenuEntry } from '@/components/ui/menu-entry';
import type { PlanWithDetails, Step } from '@/lib/agent-execution/agent-execution.types';
import {
  type EditCallbacks,
  type EditRequest,
  isStepBlockable,
  isStepEditable,
  orderAfter,
} from './step-edits';
import { movesOf } from './step-moves';

/** Returns the menu entries for the edits of a step. */
export function stepEditEntries(
  plan: PlanWithDetails,
  step: Step,
  { onStepBlock, onStepDecide, onStepEdit, onStepsReorder }: EditCallbacks,
  onRequest: (request: EditRequest) => void,
  onReorder: (order: number[]) => void,
): MenuEntry[] {
  const up = onStepsReorder ? orderAfter(plan, step.step_number, 'up') : null;
  const down = onStepsReorder ? orderAfter(plan, step.step_number, 'down') : null;
  const entries: (MenuEntry | false)[] = [
    onStepDecide !== undefined &&
      movesOf(plan, step).includes('approve_step') && {
        key: 'approve',
        label: 'Approve with a comment…',
        icon: MessageSquareText,
        onSelect: () => onRequest({ kind: 'approve', step }),
      },
    onStepBlock !== undefined &&
      isStepBlockable(plan, step) && {
        key: 'block',
        label: 'Block…',
        icon: OctagonPause,
        shortcut: 'B',
        onSelect: () => onRequest({ kind: 'block', step }),
      },
    onStepEdit !== undefined &&
      isStepEditable(plan, step) && {
        key: 'edit',
        label: 'Edit…',
        icon: Pencil,
        onSelect: () => onRequest({ kind: 'edit', step }),
      },
    up !== null && { key: 'up', label: 'Move up', icon: ArrowUp, onSelect: () => onReorder(up) },
    down !== null && { key: 'down', label: 'Move down', icon: ArrowDown, onSelect: () => onReorder(down) },
  ];
  return entries.filter((entry) => entry !== false);
}
