'use client';

import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { notifyDone } from '@/components/ui/notify';
import { RelativeTime } from '@/components/ui/relative-time';
import { useAction } from '@/components/ui/use-action';
import type { PlanShare } from '@/lib/agent-execution/plan-shares';
import { formatCount } from '@/lib/format/words';
import type { ShareActions } from './share-actions';

export interface ShareRowProps {
  share: PlanShare;
  /** Whether the row names the plan. */
  hasPlan: boolean;
  onRevoke: ShareActions['onRevoke'];
  onRevoked?: () => void;
}

/** Shows when a link was made, opened last and ends, and revokes it. A new link replaces a revoked one, so no dialog asks. */
export function ShareRow({ share, hasPlan, onRevoke, onRevoked }: ShareRowProps) {
  const { id, plan_id, task_title, plan_type, created_at, expires_at, last_opened_at, opens } = share;
  const { isPending, run } = useAction();
  const revoke = () =>
    run(() => onRevoke(id), {
      onSuccess: () => {
        notifyDone('Revoked the link');
        onRevoked?.();
      },
    });
  return (
    <li className="flex items-center gap-3 border-line border-b px-3 py-2 last:border-b-0">
      <div className="min-w-0 flex-1">
        {hasPlan && (
          <Link href={`/plans/${plan_id}`} className="break-text rounded-sm font-medium hover:underline">
            {task_title} <span className="font-normal text-muted">({plan_type})</span>
          </Link>
        )}
        <p className={hasPlan ? 'text-meta text-muted' : ''}>
          {last_opened_at ? (
            <>
              Opened {opens === 1 ? 'once' : formatCount(opens, 'time')}, last{' '}
              <RelativeTime at={last_opened_at} />
            </>
          ) : (
            'Never opened'
          )}
        </p>
        <p className="text-faint text-meta">
          Made <RelativeTime at={created_at} />, ends <RelativeTime at={expires_at} />
        </p>
      </div>
      <Button
        variant="ghost"
        size="sm"
        isBusy={isPending}
        aria-label={hasPlan ? `Revoke the link to ${task_title}` : 'Revoke the link'}
        onClick={revoke}
      >
        Revoke
      </Button>
    </li>
  );
}
