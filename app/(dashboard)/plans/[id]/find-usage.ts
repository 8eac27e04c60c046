import { cache } from 'react';
import { type SummedUsage, sumUsage } from '@/lib/agent-execution/usage';
import { isAbsent } from '@/lib/is-absent';
import { createServerClient } from '@/lib/supabase/server';

/** A plan has at most this many steps. */
const MAX_STEPS = 1000;

/** Returns the usage of a plan by step, read once per request; none for an unknown plan, which the page reports. */
export const findUsage = cache(async (planId: string): Promise<SummedUsage> => {
  try {
    return await sumUsage(await createServerClient(), {
      plan_id: planId,
      group_by: ['step_number'],
      limit: MAX_STEPS,
    });
  } catch (error) {
    if (isAbsent(error)) return { total: null, groups: [] };
    throw error;
  }
});
