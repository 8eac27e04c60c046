'use client';

import { useOptimistic, useRef, useState } from 'react';
import { notifyDone } from '@/components/ui/notify';
import { serverTime } from '@/components/ui/server-clock';
import { useAction } from '@/components/ui/use-action';
import type { Failure } from '@/lib/action-result';
import type { DecideOptions, DecisionOutcome, PlacedDecision } from '@/lib/agent-execution/decisions';
import type {
  DecideAction,
  DecidedStep,
  DecisionDialogRequest,
  DecisionRequest,
  UndoDecisions,
} from './decision-item';
import { decisionLooks } from './decision-looks';
import { isHeld } from './is-held';

/** The next request takes the place of the one before: the second click of a double click must not decide it. */
const MIN_GAP_MS = 400;

/** Decides: what was decided leaves the list at once, and returns if the decision fails. */
export function useDecide(onDecide: DecideAction, onUndo: UndoDecisions) {
  const [gone, remove] = useOptimistic<ReadonlySet<string>, string[]>(
    new Set(),
    (ids, more) => new Set([...ids, ...more]),
  );
  const [dialog, setDialog] = useState<DecisionDialogRequest | null>(null);
  const { run } = useAction();
  const decidedAt = useRef(Number.NEGATIVE_INFINITY);

  const undo = (steps: DecidedStep[]) =>
    run(() => onUndo(steps), { onSuccess: () => notifyDone('The decision is open again') });
  const report = (words: string, steps: DecidedStep[]) =>
    notifyDone(words, steps.length > 0 ? () => undo(steps) : undefined);

  /** Decides nothing if it follows too soon. `before` runs only if it decides. */
  const decide = (
    decisions: PlacedDecision[],
    outcome: DecisionOutcome,
    answer: DecideOptions = {},
    before?: () => void,
  ) => {
    if (performance.now() - decidedAt.current < MIN_GAP_MS) return;
    decidedAt.current = performance.now();
    before?.();
    const words = doneWords(decisions, outcome);
    run(() => onDecide(requestsOf(decisions, outcome, answer)), {
      optimistic: () => remove(decisions.map(({ id }) => id)),
      hint: 'The decision may have arrived. Look at the list before you decide again.',
      onSuccess: ({ steps }) => report(words, steps),
    });
  };

  /** For a dialog, which stays open after a failure. */
  const submit = async (
    decisions: PlacedDecision[],
    outcome: DecisionOutcome,
    answer: DecideOptions,
  ): Promise<Failure | undefined> => {
    const words = doneWords(decisions, outcome);
    const result = await onDecide(requestsOf(decisions, outcome, answer));
    if (result.error) return result.error;
    report(words, result.steps);
    return undefined;
  };

  return { gone, dialog, setDialog, decide, submit };
}

export type Decide = ReturnType<typeof useDecide>['decide'];
export type SubmitDecision = ReturnType<typeof useDecide>['submit'];

/** Returns the same decision about each request, bound to what the person read. */
const requestsOf = (
  decisions: PlacedDecision[],
  outcome: DecisionOutcome,
  answer: DecideOptions,
): DecisionRequest[] =>
  decisions.map(({ id, hash }) => ({ id, outcome, ...answer, ...(hash !== null && { hash }) }));

function doneWords(decisions: PlacedDecision[], outcome: DecisionOutcome): string {
  const [first] = decisions;
  if (!first) return '';
  const { allowed, denied } = decisionLooks[first.kind];
  const done = outcome === 'deny' ? denied : allowed;
  const count = decisions.length > 1 ? ` ${decisions.length}` : '';
  const isWaiting = decisions.every((decision) => isHeld(decision, serverTime()));
  const delivery = isWaiting ? 'The agent has it' : 'The agent reads it at its next event';
  // Until the step begins, a decision about it is a move like others.
  if (first.kind === 'step') return `${done}${count}.`;
  return `${done}${count}. ${delivery}: it cannot be undone.`;
}
