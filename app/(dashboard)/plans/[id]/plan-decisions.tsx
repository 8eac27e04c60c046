'use client';

import dynamic from 'next/dynamic';
import { useState } from 'react';
import type { PlanDecisionsProps } from '@/components/decisions/plan-decisions';

const LoadedDecisions = dynamic(
  () => import('@/components/decisions/plan-decisions').then((module) => module.PlanDecisions),
  { loading: () => null },
);

/** Few plans wait for a decision, so its code loads with the first one. It stays, because an open dialog has a text. */
export function PlanDecisions(props: PlanDecisionsProps) {
  const [isNeeded, setIsNeeded] = useState(false);
  if (!isNeeded && props.items.length > 0) setIsNeeded(true);
  return isNeeded ? <LoadedDecisions {...props} /> : null;
}
