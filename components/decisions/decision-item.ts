import type { ReactNode } from 'react';
import type { ActionResult } from '@/lib/action-result';
import type { DecideOptions, DecisionOutcome, PlacedDecision } from '@/lib/agent-execution/decisions';

/** A decision to make, and the evidence that the server has rendered. */
export interface DecisionItem {
  decision: PlacedDecision;
  evidence: ReactNode;
}

export interface DecisionRequest extends DecideOptions {
  id: string;
  outcome: DecisionOutcome;
}

/** A step that a decision moved, and when: an undo names both. */
export interface DecidedStep {
  planId: string;
  stepNumber: number;
  movedAt: string;
}

/** Makes one decision, or several similar ones; returns the steps that moved. */
export type DecideAction = (requests: DecisionRequest[]) => Promise<ActionResult<{ steps: DecidedStep[] }>>;

/** Undoes decisions about steps that have not begun since. */
export type UndoDecisions = (steps: DecidedStep[]) => Promise<ActionResult>;

/** A dialog about similar decisions. */
export interface DecisionDialogRequest {
  kind: 'deny' | 'comment' | 'edit';
  decisions: PlacedDecision[];
}

/** The form of a question, which the button below it submits. */
export const questionFormId = (decisionId: string) => `answer-${decisionId}`;
