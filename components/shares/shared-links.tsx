import { Share2 } from 'lucide-react';
import { EmptyRow } from '@/components/ui/empty-row';
import type { PlanShare } from '@/lib/agent-execution/plan-shares';
import type { ShareActions } from './share-actions';
import { ShareRow } from './share-row';

export interface SharedLinksProps {
  shares: PlanShare[];
  onRevoke: ShareActions['onRevoke'];
}

/** Lists the links to all plans that have not ended. */
export function SharedLinks({ shares, onRevoke }: SharedLinksProps) {
  return (
    <>
      {shares.length === 0 && (
        <EmptyRow icon={Share2} title="No shared links">
          <p>Links that were revoked or have expired are not listed.</p>
        </EmptyRow>
      )}
      {shares.length > 0 && (
        <ul aria-label="Shared links">
          {shares.map((share) => (
            <ShareRow key={share.id} share={share} hasPlan onRevoke={onRevoke} />
          ))}
        </ul>
      )}
    </>
  );
}
