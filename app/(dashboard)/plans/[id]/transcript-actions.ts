'use server';

/** What a transcript loads after the page: more rows of the plan, and the rows of subagents. */
import type { ActionResult } from '@/lib/action-result';
import {
  readTranscript,
  TRANSCRIPT_PAGE_ROWS,
  type TranscriptPage,
  type TranscriptPlace,
  type TranscriptScope,
} from '@/lib/dashboard/transcript';
import { loadData } from '../../run-action';

export async function loadTranscript(
  scope: TranscriptScope,
  place: TranscriptPlace,
): Promise<ActionResult<{ page: TranscriptPage }>> {
  return loadData(async (db) => ({ page: await readTranscript(db, scope, place, TRANSCRIPT_PAGE_ROWS) }));
}

export async function loadSubRun(
  until: number | null,
  planId: string,
  place: TranscriptPlace,
): Promise<ActionResult<{ page: TranscriptPage }>> {
  return loadTranscript({ plan_id: planId, ...(until !== null && { until }) }, place);
}
