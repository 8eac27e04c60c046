'use client';

import { useState } from 'react';
import { useAction } from '@/components/ui/use-action';
import type { EditCallbacks, EditRequest } from './step-edits';

/** Holds the requested edit and changes the order of the steps. */
export function usePlanEdits({ onStepsReorder }: EditCallbacks) {
  const [request, setRequest] = useState<EditRequest | null>(null);
  const { isPending: isReordering, run } = useAction();
  const reorder = (order: number[]) =>
    void run(() => onStepsReorder?.(order), { hint: 'Check the order, then try again.' });
  return { request, setRequest, isReordering, reorder };
}
