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

/** Makes one decision, or several that are alike. */
export type DecideAction = (requests: DecisionRequest[]) => Promise<ActionResult>;

/** A dialog about decisions that are alike. */
export interface DecisionDialogRequest {
  kind: 'deny' | 'comment' | 'edit';
  decisions: PlacedDecision[];
}

/** The form of a question, which the button below it submits. */
export const questionFormId = (decisionId: string) => `answer-${decisionId}`;
