'use client';

import { useState } from 'react';
import type { MenuEntry } from '@/components/ui/menu-entry';
import { useAction } from '@/components/ui/use-action';
import type { PlanWithDetails, Step } from '@/lib/agent-execution/agent-execution.types';
import { stepEditEntries } from './step-edit-entries';
import type { EditCallbacks, EditRequest } from './step-edits';

/** Holds the requested edit and returns the menu entries that request one. */
export function usePlanEdits(plan: PlanWithDetails, callbacks: EditCallbacks) {
  const [request, setRequest] = useState<EditRequest | null>(null);
  const { isPending: isReordering, run } = useAction();
  const reorder = (order: number[]) =>
    run(() => callbacks.onStepsReorder?.(order), { hint: 'Check the order, then try again.' });
  const entriesFor = (step: Step): MenuEntry[] => stepEditEntries(plan, step, callbacks, setRequest, reorder);
  return { request, setRequest, isReordering, entriesFor };
}
