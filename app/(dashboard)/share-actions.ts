'use server';

/** The actions on links to plans. */
import { refresh } from 'next/cache';
import { headers } from 'next/headers';
import { z } from 'zod';
import type { ActionResult } from '@/lib/action-result';
import * as planShares from '@/lib/agent-execution/plan-shares';
import { parseWith } from '@/lib/api/parse';
import { originOf } from '@/lib/http/request-origin';
import { loadData, runAction } from './run-action';

const DAY_MS = 86_400_000;
const daysInput = z.int().min(1).max(90);
const idOf = (id: unknown) => parseWith(z.uuid(), id);

export async function listShares(planId: string): Promise<ActionResult<{ shares: planShares.PlanShare[] }>> {
  return loadData(async (db) => ({
    shares: await planShares.listPlanShares(db, { plan_id: idOf(planId) }),
  }));
}

/** Makes a link that expires after this number of days. Returns its address, which is shown only once. */
export async function sharePlan(planId: string, days: number): Promise<ActionResult<{ url: string }>> {
  return loadData(async (db) => {
    const expiresAt = new Date(Date.now() + parseWith(daysInput, days) * DAY_MS).toISOString();
    const { token } = await planShares.sharePlan(db, idOf(planId), { expires_at: expiresAt });
    refresh();
    return { url: `${originOf(await headers())}/shared/${token}` };
  });
}

export async function revokeShare(id: string): Promise<ActionResult> {
  return runAction((db) => planShares.revokePlanShare(db, idOf(id)));
}
