import { DecisionEvidence } from '@/components/decisions/decision-evidence';
import { listDecisionsToMake } from '@/lib/dashboard/decisions';
import { createServerClient } from '@/lib/supabase/server';
import { decideAll, undoDecisions } from '../../approvals/actions';
import { PlanDecisions } from './plan-decisions';

/** Shows what a plan asks a person. Its steps that await approval are decided in the list of steps as well. */
export async function OpenDecisions({ planId }: { planId: string }) {
  const decisions = await listDecisionsToMake(await createServerClient(), planId);
  const items = decisions.map((item) => {
    const { evidence: _, ...decision } = item;
    return { decision, evidence: <DecisionEvidence key={decision.id} decision={item} /> };
  });
  return <PlanDecisions items={items} onDecide={decideAll} onUndo={undoDecisions} />;
}
