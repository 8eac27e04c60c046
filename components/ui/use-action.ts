'use client';

import { useState, useTransition } from 'react';
import { type ActionResult, type Failure, settleAction } from '@/lib/action-result';
import { notifyFailure } from './notify';

export interface RunOptions<Data extends object> {
  /** Sets the value of `useOptimistic` while the action runs; React rolls it back at the end. */
  optimistic?: () => void;
  /** What to do if no response arrives. */
  hint?: string;
  onSuccess?: (data: Data) => void;
  onFailure?: (failure: Failure) => void;
}

// biome-ignore lint/suspicious/noConfusingVoidType: see CallbackResult
type Outcome<Data extends object> = void | ActionResult<Data>;

/** Runs server actions; a failure is shown in a toast unless `onFailure` handles it. */
export function useAction() {
  const [isPending, startTransition] = useTransition();
  const run = <Data extends object>(
    action: () => Promise<Outcome<Data>> | Outcome<Data>,
    { optimistic, hint, onSuccess, onFailure = notifyFailure }: RunOptions<Data> = {},
  ) =>
    startTransition(async () => {
      optimistic?.();
      const result = await settleAction(action, hint);
      if (result?.error) onFailure(result.error);
      else onSuccess?.(result as Data); // an action that returns nothing has no data to read
    });
  return { isPending, run };
}

/** Runs the action of a form, which shows `failure` until a run succeeds. */
export function useFormAction() {
  const [failure, setFailure] = useState<Failure>();
  const { isPending, run: runAction } = useAction();
  const run: typeof runAction = (action, { onSuccess, ...options } = {}) =>
    runAction(action, {
      ...options,
      onSuccess: (data) => {
        setFailure(undefined);
        onSuccess?.(data);
      },
      onFailure: setFailure,
    });
  return { isPending, failure, setFailure, run };
}
