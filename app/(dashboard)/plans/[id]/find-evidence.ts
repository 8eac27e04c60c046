import { cache } from 'react';
import { planEvidence } from '@/lib/agent-execution/evidence';
import { createServerClient } from '@/lib/supabase/server';

/** Returns the evidence of a plan, read once per request. */
export const findEvidence = cache(async (planId: string) => planEvidence(await createServerClient(), planId));
