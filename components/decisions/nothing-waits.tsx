import { ShieldCheck } from 'lucide-react';
import { EmptyState } from '@/components/ui/empty-state';

export function NothingWaits() {
  return (
    <EmptyState icon={ShieldCheck} heading="h1" title="Nothing waits for you">
      What agents ask appears here: permission for a tool call, approval of a step or a plan, a question.
    </EmptyState>
  );
}
