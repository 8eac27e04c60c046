'use client';

import { Link } from '@/components/ui/link';
import { DecisionCard } from './decision-card';
import { DecisionDialog } from './decision-dialog';
import type { DecideAction, DecisionItem, UndoDecisions } from './decision-item';
import { useDecide } from './use-decide';
import { useLateHold } from './use-late-hold';

export interface PlanDecisionsProps {
  items: DecisionItem[];
  onDecide: DecideAction;
  onUndo: UndoDecisions;
}

/** Shows the oldest decision that a plan waits for, and links to the others. */
export function PlanDecisions({ items, onDecide, onUndo }: PlanDecisionsProps) {
  const { gone, dialog, setDialog, decide, submit } = useDecide(onDecide, onUndo);
  useLateHold(items);
  const [first, ...others] = items.filter(({ decision }) => !gone.has(decision.id));
  return (
    <>
      {first && (
        <section aria-label="Waits for your decision" className="mb-4 grid gap-1.5 print:hidden">
          <DecisionCard
            key={first.decision.id}
            {...first}
            className="max-h-[60dvh]"
            onDecide={decide}
            onDialog={setDialog}
          />
          {others.length > 0 && (
            <Link
              href="/approvals"
              className="justify-self-start rounded-sm text-meta text-muted hover:text-ink"
            >
              {`${others.length} more in Approvals`}
            </Link>
          )}
        </section>
      )}
      {dialog && <DecisionDialog request={dialog} onSubmit={submit} onClose={() => setDialog(null)} />}
    </>
  );
}
