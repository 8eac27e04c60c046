import { Link } from '@/components/ui/link';
import type { UsageSum } from '@/lib/agent-execution/usage';
import { usageDetails, usageWords } from '@/lib/format/usage';

/** Shows what a plan with its sub-plans cost, and links to its usage by step, agent and model. */
export function PlanCost({ usage }: { usage: UsageSum }) {
  return (
    <Link
      href="?tab=evidence"
      scroll={false}
      title={usageDetails(usage)}
      className="rounded-sm tabular-nums hover:text-ink hover:underline"
    >
      {usageWords(usage)}
    </Link>
  );
}
