'use server';

/** What the list of plans does besides being shown: more rows, moves of several plans, saved views. */
import { refresh } from 'next/cache';
import { z } from 'zod';
import { type PlanMove, statusOfMove } from '@/components/plans/plan-moves';
import {
  type PlanOutcome,
  type PlanTablePage,
  type PlanTablePlace,
  type PlanTableScope,
  tablePlans,
  updatePlans,
} from '@/lib/agent-execution/plan-table';
import * as savedViews from '@/lib/agent-execution/saved-views';
import { parseWith } from '@/lib/api/parse';
import { createServerClient } from '@/lib/supabase/server';
import { type ActionAnswer, type ActionError, explainError } from '../action-answer';

const planIds = z.array(z.uuid()).max(1000);
const viewInput = z.object({ name: z.string().trim().min(1).max(60), query: z.string().max(2000) });

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
    return {
      outcomes: await updatePlans(await createServerClient(), parseWith(planIds, ids), statusOfMove[move]),
    };
  } catch (error) {
    return explainError(error);
  } finally {
    refresh();
  }
}

export async function saveView(input: z.input<typeof viewInput>): Promise<ActionAnswer> {
  try {
    await savedViews.saveView(await createServerClient(), parseWith(viewInput, input));
    return {};
  } catch (error) {
    return explainError(error);
  } finally {
    refresh();
  }
}

export async function deleteView(id: string): Promise<ActionAnswer> {
  try {
    await savedViews.deleteView(await createServerClient(), parseWith(z.uuid(), id));
    return {};
  } catch (error) {
    return explainError(error);
  } finally {
    refresh();
  }
}
