'use client';

import { Plus, Webhook as WebhookIcon } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { EmptyRow } from '@/components/ui/empty-row';
import { Notice } from '@/components/ui/notice';
import type { ActionResult } from '@/lib/action-result';
import type { Webhook, WebhookInput } from '@/lib/agent-execution/webhooks';
import { WebhookRow } from './webhook-row';

const WebhookDialog = dynamic(() => import('./webhook-dialog').then((module) => module.WebhookDialog), {
  ssr: false,
});
const DeliveryLog = dynamic(() => import('./delivery-log').then((module) => module.DeliveryLog), {
  ssr: false,
});

export interface WebhookActions {
  /** Creates a webhook if `id` is null; the result then has its secret. */
  onSave: (id: string | null, input: Partial<WebhookInput>) => Promise<ActionResult<{ secret?: string }>>;
  onDelete: (id: string) => Promise<ActionResult>;
  onRotate: (id: string) => Promise<ActionResult<{ secret?: string }>>;
  onTest: (id: string) => Promise<ActionResult>;
}

export interface WebhooksProps extends WebhookActions {
  webhooks: Webhook[];
  /** True if the server has no connection as the owner of the database, so events wait. */
  isOff: boolean;
}

type Opened =
  | { what: 'form'; webhook: Webhook | null }
  | { what: 'secret'; secret: string }
  | { what: 'log'; webhook: Webhook };

/** Lists the webhooks of a person, with dialogs to edit one and to read its deliveries. */
export function Webhooks({ webhooks, isOff, ...actions }: WebhooksProps) {
  const [opened, setOpened] = useState<Opened>();
  const close = () => setOpened(undefined);
  return (
    <div className="grid gap-3">
      {isOff && (
        <Notice tone="info" title="This server sends no events.">
          Set DATABASE_URL on the server to send them.
        </Notice>
      )}
      <Button
        className="justify-self-start"
        aria-haspopup="dialog"
        onClick={() => setOpened({ what: 'form', webhook: null })}
      >
        <Plus aria-hidden />
        Add webhook
      </Button>
      <div className="overflow-clip rounded-md border border-line bg-surface">
        {webhooks.length === 0 && (
          <EmptyRow icon={WebhookIcon} title="No webhooks yet">
            <p>Add one to send events to a chat or a program when an agent needs a person.</p>
          </EmptyRow>
        )}
        {webhooks.length > 0 && (
          <ul aria-label="Webhooks">
            {webhooks.map((webhook) => (
              <WebhookRow
                key={webhook.id}
                webhook={webhook}
                actions={actions}
                onEdit={() => setOpened({ what: 'form', webhook })}
                onShowLog={() => setOpened({ what: 'log', webhook })}
                onSecret={(secret) => setOpened({ what: 'secret', secret })}
              />
            ))}
          </ul>
        )}
      </div>
      {opened && opened.what !== 'log' && (
        <WebhookDialog
          webhook={opened.what === 'form' ? opened.webhook : null}
          secret={opened.what === 'secret' ? opened.secret : undefined}
          onSave={actions.onSave}
          onSecret={(secret) => setOpened({ what: 'secret', secret })}
          onClose={close}
        />
      )}
      {opened?.what === 'log' && <DeliveryLog webhook={opened.webhook} onClose={close} />}
    </div>
  );
}
