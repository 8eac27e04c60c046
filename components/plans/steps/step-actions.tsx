'use client';

import {
  Check,
  Ellipsis,
  type LucideIcon,
  Play,
  RotateCcw,
  SkipForward,
  ThumbsDown,
  ThumbsUp,
  Undo2,
} from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Menu } from '@/components/ui/menu';
import type { MenuEntry } from '@/components/ui/menu-entry';
import type { Step } from '@/lib/agent-execution/agent-execution.types';
import { moveLabels, moveName, type StepMove } from './step-moves';
import { moveLetters, useStepLetters } from './use-step-letters';
import type { MoveStep } from './use-step-moves';

export const moveIcons: Record<StepMove, LucideIcon> = {
  approve_step: ThumbsUp,
  reject_step: ThumbsDown,
  complete_step: Check,
  start_step: Play,
  skip_step: SkipForward,
  reopen_step: RotateCcw,
  release_step: Undo2,
};

export interface StepActionsProps {
  step: Step;
  moves: StepMove[];
  onMove: MoveStep;
  /** Other actions on the step, shown in the menu. */
  edits: MenuEntry[];
}

/**
 * Shows the most likely move as a button on hover and focus, and the other actions in a menu; on touch devices, one
 * menu.
 */
export function StepActions({ step, moves, onMove, edits }: StepActionsProps) {
  const [first, ...others] = moves;
  const inside = useStepLetters({ step, moves, edits, onMove });
  if (!first && edits.length === 0) return null;
  return (
    <>
      <div
        ref={inside}
        className="pointer-events-none absolute inset-y-0.5 right-0.5 flex items-start gap-1 bg-hover py-0.5 pr-1.5 pl-3 opacity-0 print:hidden group-focus-within:pointer-events-auto group-focus-within:opacity-100 group-hover:pointer-events-auto group-hover:opacity-100 pointer-coarse:hidden"
      >
        {first && <MoveButton step={step} move={first} onMove={onMove} />}
        {others.length + edits.length > 0 && (
          <MoveMenu step={step} moves={others} onMove={onMove} edits={edits} />
        )}
      </div>
      <div className="hidden shrink-0 self-start pointer-coarse:block print:hidden">
        <MoveMenu step={step} moves={moves} onMove={onMove} edits={edits} />
      </div>
    </>
  );
}

function MoveButton({ step, move, onMove }: { step: Step; move: StepMove; onMove: MoveStep }) {
  const Icon = moveIcons[move];
  return (
    <Button
      size="sm"
      variant={move === 'complete_step' || move === 'approve_step' ? 'solid' : 'outline'}
      aria-label={moveName(move, step.step_number)}
      aria-keyshortcuts={moveLetters[move]}
      onClick={() => onMove(step, move)}
    >
      <Icon aria-hidden />
      {moveLabels[move]}
    </Button>
  );
}

function MoveMenu({ step, moves, onMove, edits }: StepActionsProps) {
  return (
    <Menu
      variant="ghost"
      size="icon"
      aria-label={`Actions for step ${step.step_number}`}
      entries={moves
        .map(
          (move): MenuEntry => ({
            key: move,
            label: moveLabels[move],
            icon: moveIcons[move],
            shortcut: moveLetters[move]?.toUpperCase(),
            onSelect: () => onMove(step, move),
          }),
        )
        .concat(edits)}
    >
      <Ellipsis aria-hidden />
    </Menu>
  );
}
