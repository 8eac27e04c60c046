'use server';

/** What the list of plans does besides being shown: more rows, and moves of several plans. */
import { refresh } from 'next/cache';
import { type PlanMove, statusOfMove } from '@/components/plans/plan-moves';
import {
  type PlanOutcome,
  type PlanTablePage,
  type PlanTablePlace,
  type PlanTableScope,
  tablePlans,
  updatePlans,
} from '@/lib/agent-execution/plan-table';
import { createServerClient } from '@/lib/supabase/server';
import { type ActionError, explainError } from '../action-answer';

export async function loadPlanPage(
  scope: PlanTableScope,
  after: PlanTablePlace,
  limit: number,
): Promise<{ page: PlanTablePage } | { error: ActionError }> {
  try {
    return { page: await tablePlans(await createServerClient(), scope, { after, limit }) };
  } catch (error) {
    return explainError(error);
  }
}

/** The list is shown anew whatever came of it: where a move was refused, the list was out of date. */
export async function movePlans(
  ids: string[],
  move: PlanMove,
): Promise<{ outcomes: PlanOutcome[] } | { error: ActionError }> {
  try {
    return { outcomes: await updatePlans(await createServerClient(), ids, statusOfMove[move]) };
  } catch (error) {
    return explainError(error);
  } finally {
    refresh();
  }
}
