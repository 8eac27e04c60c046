'use server';

/** What the list of plans does besides being read: more rows. */
import {
  type PlanTablePage,
  type PlanTablePlace,
  type PlanTableScope,
  tablePlans,
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
