import type { Metadata } from 'next';
import { ApprovalsInbox } from '@/components/decisions/approvals-inbox';
import { DecisionEvidence } from '@/components/decisions/decision-evidence';
import { listDecisionsToMake } from '@/lib/dashboard/decisions';
import { createServerClient } from '@/lib/supabase/server';
import { decideAll, undoDecisions } from './actions';

export const metadata: Metadata = { title: 'Approvals' };

export default async function ApprovalsPage() {
  const decisions = await listDecisionsToMake(await createServerClient());
  const items = decisions.map((item) => {
    const { evidence: _, ...decision } = item;
    return { decision, evidence: <DecisionEvidence key={decision.id} decision={item} /> };
  });
  return <ApprovalsInbox items={items} onDecide={decideAll} onUndo={undoDecisions} />;
}
