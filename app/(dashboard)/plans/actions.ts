'use server';

/** The actions of the list of plans: more rows, moves of several plans, saved views. */
import { refresh } from 'next/cache';
import { z } from 'zod';
import { type PlanMove, statusOfMove } from '@/components/plans/plan-moves';
import type { ActionResult } from '@/lib/action-result';
import { parseWith } from '@/lib/api/parse';
import {
  type PlanOutcome,
  type PlanTablePage,
  type PlanTablePlace,
  type PlanTableScope,
  tablePlans,
  updatePlans,
} from '@/lib/dashboard/plan-table';
import * as savedViews from '@/lib/dashboard/saved-views';
import { loadData, runAction } from '../run-action';

const planIds = z.array(z.uuid()).max(1000);
const viewInput = z.object({ name: z.string().trim().min(1).max(60), query: z.string().max(2000) });

export async function loadPlanPage(
  scope: PlanTableScope,
  after: PlanTablePlace,
  limit: number,
): Promise<ActionResult<{ page: PlanTablePage }>> {
  return loadData(async (db) => ({ page: await tablePlans(db, scope, { after, limit }) }));
}

/** Moves plans and renders the list again, also after a refusal: it means that the list was out of date. */
export async function movePlans(
  ids: string[],
  move: PlanMove,
): Promise<ActionResult<{ outcomes: PlanOutcome[] }>> {
  const result = await loadData(async (db) => ({
    outcomes: await updatePlans(db, parseWith(planIds, ids), statusOfMove[move]),
  }));
  refresh();
  return result;
}

export async function saveView(input: z.input<typeof viewInput>): Promise<ActionResult> {
  return runAction(async (db) => savedViews.saveView(db, parseWith(viewInput, input)));
}

export async function deleteView(id: string): Promise<ActionResult> {
  return runAction(async (db) => savedViews.deleteView(db, parseWith(z.uuid(), id)));
}
