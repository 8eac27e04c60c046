'use client';

import { createContext } from 'react';
import type { ActionResult } from '@/lib/action-result';
import type { NewStepInput, SetContextInput } from '@/lib/agent-execution/agent-execution.types';

export interface FailureActions {
  onAddStep: (step: NewStepInput) => Promise<ActionResult>;
  onKeep: (entry: SetContextInput) => Promise<ActionResult>;
}

/** What a person can do with the fix of a failure; null where a plan cannot be changed. */
export const FailureActionsContext = createContext<FailureActions | null>(null);
