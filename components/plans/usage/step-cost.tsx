'use client';

import { createContext, type ReactNode, useContext } from 'react';
import type { UsageGroup } from '@/lib/agent-execution/usage';
import { formatCost, formatTokens, tokensOf, usageDetails, usageWords } from '@/lib/format/usage';

const Usage = createContext<UsageGroup[]>([]);

/** Gives the steps of a plan their usage. */
export function StepUsage({ usage, children }: { usage: UsageGroup[]; children: ReactNode }) {
  return <Usage value={usage}>{children}</Usage>;
}

/** Shows what a step with its sub-plans cost, or its tokens if the cost is unknown. Shows nothing for a step without usage. */
export function StepCost({ stepNumber }: { stepNumber: number }) {
  const usage = useContext(Usage).find(({ step_number }) => step_number === stepNumber);
  if (!usage) return null;
  return (
    <span
      title={`${usageWords(usage)}: ${usageDetails(usage)}`}
      className="shrink-0 whitespace-nowrap text-faint text-meta leading-5 tabular-nums max-sm:hidden"
    >
      {usage.cost_usd === null ? `${formatTokens(tokensOf(usage))} tokens` : formatCost(usage)}
    </span>
  );
}
