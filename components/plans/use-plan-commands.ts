'use client';

import { GitCompare, MessageSquareText, Pause, Play, ShieldCheck } from 'lucide-react';
import { useRouter } from 'next/navigation';
import type { MenuEntry } from '@/components/ui/menu-entry';
import { type PageCommand, usePageCommands } from '@/components/ui/page-commands';
import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import { type PlanMove, planMovesOf } from './plan-moves';

type Move = (move: PlanMove) => void;

/** Returns the command that pauses or resumes the plan. */
function moveCommands({ status }: PlanWithDetails, onMove: Move): PageCommand[] {
  const moves = planMovesOf(status);
  if (moves.includes('pause'))
    return [{ id: 'pause', label: 'Pause plan', icon: Pause, letter: 'p', run: () => onMove('pause') }];
  return moves.includes('resume')
    ? [{ id: 'resume', label: 'Resume plan', icon: Play, letter: 'p', run: () => onMove('resume') }]
    : [];
}

/** Offers the moves and the menu of the plan to the palette; `p` pauses or resumes it. */
export function usePlanCommands(plan: PlanWithDetails, entries: MenuEntry[], onMove: Move): void {
  const router = useRouter();
  const goTo = (query: string) => router.push(`/plans/${plan.id}?${query}`);
  const commands: (PageCommand | false)[] = [
    ...moveCommands(plan, onMove),
    {
      id: 'message',
      label: 'Message the agent…',
      icon: MessageSquareText,
      run: () => goTo('tab=steering#message'),
    },
    plan.steps.some(({ status }) => status === 'awaiting_approval') && {
      id: 'approvals',
      label: 'Approve or reject…',
      icon: ShieldCheck,
      run: () => router.push('/approvals'),
    },
    plan.version > 1 && {
      id: 'versions',
      label: 'Compare versions',
      icon: GitCompare,
      run: () => goTo('tab=versions'),
    },
    ...entries.map(
      ({ key, label, icon, onSelect }): PageCommand | false =>
        typeof label === 'string' && icon !== undefined && { id: key, label, icon, run: onSelect },
    ),
  ];
  usePageCommands(commands.filter((command) => command !== false));
}
