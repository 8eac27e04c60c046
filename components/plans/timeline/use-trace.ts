'use client';

import { useEffect, useState } from 'react';
import { useEvent } from '@/components/ui/use-event';
import type { ActionResult } from '@/lib/action-result';
import type { PlanTrace } from '@/lib/dashboard/trace';

export type LoadTrace = () => Promise<ActionResult<{ trace: PlanTrace }>>;

const EMPTY: PlanTrace = { calls: [], omitted_before: null };
/** Milliseconds between two reads while an agent works. */
const PAUSE_MS = 2000;

/** Reads the tool calls of a plan, and again after new log rows. The calls that were read stay visible meanwhile. */
export function useTrace(lastSeq: number | null, onLoad: LoadTrace | undefined): PlanTrace {
  const [trace, setTrace] = useState(EMPTY);
  const load = useEvent(async () => {
    const result = await onLoad?.();
    if (result && 'trace' in result) setTrace(result.trace);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new row is the sign
  useEffect(() => {
    const timer = setTimeout(load, trace === EMPTY ? 0 : PAUSE_MS);
    return () => clearTimeout(timer);
  }, [lastSeq, load]);
  return trace;
}
