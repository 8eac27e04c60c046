import type { LogParams } from '@/components/logs/log-search-params';
import { TranscriptPane as Transcript } from '@/components/plans/plan-panes';
import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import { readTranscript, TRANSCRIPT_PAGE_ROWS } from '@/lib/dashboard/transcript';
import { createServerClient } from '@/lib/supabase/server';
import { loadLog } from '../../logs/actions';
import { findUsage } from './find-usage';
import { stepNamesOf } from './step-names';
import { loadSubRun, loadTranscript } from './transcript-actions';

export interface TranscriptPaneProps {
  plan: PlanWithDetails;
  params: LogParams;
  /** The newest row while an earlier state of the plan is shown; null now. */
  until: number | null;
}

/** Shows the transcript of a plan: its first page, or the page that begins with the row in the URL. */
export async function TranscriptPane({ plan, params, until }: TranscriptPaneProps) {
  const db = await createServerClient();
  const { row, q: search, step } = params;
  const scope = {
    plan_id: plan.id,
    ...(step !== null && { step_number: step }),
    ...(search && { search }),
    ...(until !== null && { until }),
  };
  const [first, usage] = await Promise.all([
    readTranscript(db, scope, { after: row === null ? 0 : row - 1 }, TRANSCRIPT_PAGE_ROWS),
    findUsage(plan.id),
  ]);
  return (
    <Transcript
      key={JSON.stringify([row, search, step, until])}
      planId={plan.id}
      first={first}
      row={row}
      search={search}
      step={step}
      until={until}
      newestSeq={first.newest_seq}
      stepNames={stepNamesOf(plan)}
      usage={usage.groups}
      onLoad={loadTranscript.bind(null, scope)}
      onLoadSubRun={loadSubRun.bind(null, until)}
      onLoadRow={loadLog}
    />
  );
}
