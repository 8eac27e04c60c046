'use client';

import { Button } from '@/components/ui/button';
import { usePageCommands } from '@/components/ui/page-commands';
import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import { moveIcons } from './step-actions';
import { moveLabels, moveName, movesOf, nextStep, type StepMove } from './step-moves';
import type { MoveStep } from './use-step-moves';

export interface StepBarProps {
  plan: PlanWithDetails;
  isOffered: (move: StepMove) => boolean;
  onMove: MoveStep;
}

/** Offers the next move at the bottom of a phone, and all moves of that step to the palette. */
export function StepBar({ plan, isOffered, onMove }: StepBarProps) {
  const step = nextStep(plan);
  const allMoves = step ? movesOf(plan, step).filter(isOffered) : [];
  usePageCommands(
    allMoves.flatMap((move) =>
      step
        ? {
            id: move,
            label: moveName(move, step.step_number),
            icon: moveIcons[move],
            run: () => onMove(step, move),
          }
        : [],
    ),
  );
  const moves = allMoves.slice(0, 2);
  if (!step || moves.length === 0) return null;
  return (
    <div className="fixed inset-x-0 bottom-0 z-20 flex items-center gap-2 border-line-strong border-t bg-surface px-4 py-2 md:hidden print:hidden">
      <p className="min-w-0 flex-1 truncate text-muted">
        <span className="tabular-nums">{step.step_number}</span> · <bdi>{step.description}</bdi>
      </p>
      {moves.map((move, index) => {
        const Icon = moveIcons[move];
        return (
          <Button
            key={move}
            size={index === 0 ? 'lg' : 'touch'}
            variant={index === 0 ? 'solid' : 'outline'}
            aria-label={moveName(move, step.step_number)}
            onClick={() => onMove(step, move)}
          >
            <Icon aria-hidden />
            {index === 0 && moveLabels[move]}
          </Button>
        );
      })}
    </div>
  );
}
