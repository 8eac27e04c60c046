'use client';

import { useState, useTransition } from 'react';
import type { MenuEntry } from '@/components/ui/menu-entry';
import { notifyError } from '@/components/ui/notify';
import type { PlanWithDetails, Step } from '@/lib/agent-execution/agent-execution.types';
import { stepEditEntries } from './step-edit-entries';
import type { EditCallbacks, EditRequest } from './step-edits';

/** What a person is about to change, and the menu entries that begin it. */
export function usePlanEdits(plan: PlanWithDetails, callbacks: EditCallbacks) {
  const [request, setRequest] = useState<EditRequest | null>(null);
  const [isReordering, startTransition] = useTransition();
  const reorder = (order: number[]) =>
    startTransition(async () => {
      const answer = await callbacks.onStepsReorder?.(order).catch(() => ({
        error: {
          message: 'The server did not answer.',
          hint: 'The order is as it was; try again in a moment.',
        },
      }));
      if (answer?.error) notifyError(answer.error.message, answer.error.hint);
    });
  const entriesFor = (step: Step): MenuEntry[] => stepEditEntries(plan, step, callbacks, setRequest, reorder);
  return { request, setRequest, isReordering, entriesFor };
}
