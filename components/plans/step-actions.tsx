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
} from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Menu, MenuItem } from '@/components/ui/menu';
import type { Step } from '@/lib/agent-execution/agent-execution.types';
import { moveLabels, type StepMove } from './step-moves';
import type { MoveStep } from './use-step-moves';

export const moveIcons: Record<StepMove, LucideIcon> = {
  approve_step: ThumbsUp,
  reject_step: ThumbsDown,
  complete_step: Check,
  start_step: Play,
  skip_step: SkipForward,
  reopen_step: RotateCcw,
};

export interface StepActionsProps {
  step: Step;
  moves: StepMove[];
  onMove: MoveStep;
}

/** The first two moves as buttons on hover and focus, the others behind them; on touch all in one menu. */
export function StepActions({ step, moves, onMove }: StepActionsProps) {
  if (moves.length === 0) return null;
  return (
    <>
      <div className="absolute inset-y-0 right-0 flex items-start gap-1 bg-hover py-1 pr-2 pl-3 opacity-0 focus-within:opacity-100 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:hidden">
        {moves.slice(0, 2).map((move) => (
          <MoveButton key={move} step={step} move={move} onMove={onMove} />
        ))}
        {moves.length > 2 && <MoveMenu step={step} moves={moves.slice(2)} onMove={onMove} />}
      </div>
      <div className="hidden shrink-0 self-start pointer-coarse:block">
        <MoveMenu step={step} moves={moves} onMove={onMove} />
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
      aria-label={`${moveLabels[move]} step ${step.step_number}`}
      aria-keyshortcuts={move === 'complete_step' ? 'c' : undefined}
      onClick={() => onMove(step, move)}
    >
      <Icon aria-hidden />
      {moveLabels[move]}
    </Button>
  );
}

function MoveMenu({ step, moves, onMove }: StepActionsProps) {
  return (
    <Menu
      trigger={
        <Button
          variant="ghost"
          size="icon"
          aria-label={`Actions for step ${step.step_number}`}
          className="pointer-coarse:size-9"
        >
          <Ellipsis aria-hidden />
        </Button>
      }
    >
      {moves.map((move) => (
        <MenuItem
          key={move}
          icon={moveIcons[move]}
          shortcut={move === 'complete_step' ? 'C' : undefined}
          onSelect={() => onMove(step, move)}
        >
          {moveLabels[move]}
        </MenuItem>
      ))}
    </Menu>
  );
}
