'use client';

import { type ReactNode, useState } from 'react';
import { PlanStatusLabel } from '@/components/status/held-status-label';
import { statusLooks } from '@/components/status/status-looks';
import { OpenChevron } from '@/components/ui/open-chevron';
import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';

export interface PlanFoldProps {
  plan: Pick<PlanWithDetails, 'id' | 'status' | 'completed_steps' | 'total_steps'>;
  /** Whether the URL names a tab or a row, which a narrow page then shows first. */
  isFolded: boolean;
  head: ReactNode;
  children: ReactNode;
}

/** Folds the facts and the steps of a plan to one line on a narrow page. The server decides, so that nothing moves later. */
export function PlanFold({ plan, isFolded: isFoldedAtFirst, head, children }: PlanFoldProps) {
  const [isFolded, setIsFolded] = useState(isFoldedAtFirst);
  const done = `${(100 * plan.completed_steps) / Math.max(1, plan.total_steps)}%`;
  return (
    <div className="group/plan" data-folded={isFolded || undefined}>
      {head}
      {isFoldedAtFirst && (
        <h2 className="mb-3 lg:hidden print:hidden">
          <button
            type="button"
            aria-expanded={!isFolded}
            onClick={() => setIsFolded(!isFolded)}
            className="flex min-h-10 w-full items-center gap-3 rounded-md border border-line bg-surface px-3 hover:bg-hover"
          >
            <PlanStatusLabel plan={plan} />
            <span aria-hidden className="h-1.5 min-w-8 flex-1 overflow-hidden rounded-full bg-line">
              <span
                className={`block h-full rounded-full ${statusLooks[plan.status].background}`}
                style={{ width: done }}
              />
            </span>
            <span className="text-muted tabular-nums">
              {`${plan.completed_steps} of ${plan.total_steps} steps`}
            </span>
            <OpenChevron isOpen={!isFolded} />
          </button>
        </h2>
      )}
      {children}
    </div>
  );
}
