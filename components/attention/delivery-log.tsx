'use client';

import { useQuery } from '@tanstack/react-query';
import { Button } from '@/components/ui/button';
import { FailureNotice } from '@/components/ui/failure-notice';
import { fetchData } from '@/components/ui/fetch-data';
import { Modal } from '@/components/ui/modal';
import { QueryProvider } from '@/components/ui/query-provider';
import { RelativeTime } from '@/components/ui/relative-time';
import type { FailureError } from '@/lib/action-result';
import type { Webhook, WebhookDelivery } from '@/lib/agent-execution/webhooks';
import { classNames } from '@/lib/class-names';
import { formatCount } from '@/lib/format/words';
import { kindWords } from './kind-words';

const POLL_MS = 2000;
const MAX_SHOWN = 50;

const words = { ...kindWords, 'webhook.test': 'Test' };
const states = {
  pending: { label: 'Waiting', tone: 'text-muted' },
  delivered: { label: 'Delivered', tone: 'text-completed' },
  failed: { label: 'Failed', tone: 'text-failed' },
} as const;

/** Shows the newest deliveries of a webhook, and follows them while it is open. */
export function DeliveryLog({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const title = `Deliveries of ${webhook.name}`;
  return (
    <Modal label={title} onClose={onClose} className="m-auto max-w-xl">
      <div className="flex max-h-[90dvh] flex-col gap-3 p-4">
        <h2 className="break-text font-semibold text-heading">{title}</h2>
        <QueryProvider>
          <Deliveries id={webhook.id} />
        </QueryProvider>
        <Button className="self-end" onClick={onClose} data-autofocus>
          Close
        </Button>
      </div>
    </Modal>
  );
}

function Deliveries({ id }: { id: string }) {
  const { data, error } = useQuery<WebhookDelivery[], FailureError>({
    queryKey: ['webhook-deliveries', id],
    queryFn: ({ signal }) => fetchData(`/api/v1/webhooks/${id}/deliveries?limit=${MAX_SHOWN}`, { signal }),
    refetchInterval: POLL_MS,
    retry: false,
  });
  if (error) return <FailureNotice failure={error} />;
  if (!data) return <p className="text-muted">Loading…</p>;
  if (data.length === 0) return <p className="text-muted">No event was sent in the last 30 days.</p>;
  return (
    <ul aria-label="Deliveries" className="min-h-0 overflow-y-auto rounded-md border border-line">
      {data.map((delivery) => (
        <DeliveryRow key={delivery.id} delivery={delivery} />
      ))}
    </ul>
  );
}

function DeliveryRow({ delivery }: { delivery: WebhookDelivery }) {
  const { kind, status, attempts, response_status, error, duration_ms, next_attempt_at, created_at } =
    delivery;
  const { label, tone } = states[status];
  return (
    <li className="grid gap-0.5 border-line border-b px-3 py-2 last:border-b-0">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <span className="font-medium">{words[kind]}</span>
        <span className={classNames('text-meta', tone)}>{label}</span>
        <span className="ml-auto text-meta text-muted">
          <RelativeTime at={created_at} />
        </span>
      </div>
      <p className="break-text text-meta text-muted tabular-nums">
        {[
          attempts > 0 && formatCount(attempts, 'attempt'),
          !error && response_status !== null && `status ${response_status}`,
          duration_ms !== null && `${duration_ms} ms`,
        ]
          .filter(Boolean)
          .join(', ')}
        {status === 'pending' && attempts > 0 && next_attempt_at && (
          <>
            , next attempt <RelativeTime at={next_attempt_at} />
          </>
        )}
      </p>
      {error && <p className="break-text text-meta text-muted">{error}</p>}
    </li>
  );
}
