'use client';

import { useRef } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { notifyDone } from '@/components/ui/notify';
import { RelativeTime } from '@/components/ui/relative-time';
import { useAction } from '@/components/ui/use-action';
import type { Webhook } from '@/lib/agent-execution/webhooks';
import { kindWords } from './kind-words';
import type { WebhookActions } from './webhooks';

export const formatWords = { generic: 'Standard Webhooks', slack: 'Slack', discord: 'Discord' } as const;

export interface WebhookRowProps {
  webhook: Webhook;
  actions: WebhookActions;
  onEdit: () => void;
  onShowLog: () => void;
  /** Shows a new secret. */
  onSecret: (secret: string) => void;
}

/** Shows the name and the host of a webhook: the rest of the address of a chat is a secret. */
export function WebhookRow({ webhook, actions, onEdit, onShowLog, onSecret }: WebhookRowProps) {
  const { id, name, url, format, kinds, enabled, disabled_reason, previous_secret_until } = webhook;
  return (
    <li className="grid gap-1.5 border-line border-b px-4 py-3 last:border-b-0">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <span className="break-text font-medium">{name}</span>
        <span className="break-text font-mono text-meta text-muted">{new URL(url).host}</span>
        <span className="text-meta text-muted">{formatWords[format]}</span>
        {!enabled && <span className="text-blocked text-meta">{disabled_reason ?? 'Disabled'}</span>}
      </div>
      <p className="text-meta text-muted">{kinds.map((kind) => kindWords[kind]).join(', ')}</p>
      {previous_secret_until && (
        <p className="text-faint text-meta">
          The previous secret signs too. It ends <RelativeTime at={previous_secret_until} />.
        </p>
      )}
      <Controls
        id={id}
        name={name}
        enabled={enabled}
        actions={actions}
        onEdit={onEdit}
        onShowLog={onShowLog}
        onSecret={onSecret}
      />
    </li>
  );
}

interface ControlsProps extends Omit<WebhookRowProps, 'webhook'>, Pick<Webhook, 'id' | 'name' | 'enabled'> {}

function Controls({ id, name, enabled, actions, onEdit, onShowLog, onSecret }: ControlsProps) {
  const deletion = useRef<HTMLDialogElement>(null);
  const rotation = useRef<HTMLDialogElement>(null);
  const { isPending, run } = useAction();
  const test = () => run(() => actions.onTest(id), { onSuccess: onShowLog });
  const rotate = () =>
    run(() => actions.onRotate(id), { onSuccess: ({ secret }) => secret && onSecret(secret) });
  const set = (isOn: boolean) => run(() => actions.onSave(id, { enabled: isOn }));
  const remove = () =>
    run(() => actions.onDelete(id), { onSuccess: () => notifyDone(`Deleted the webhook ${name}`) });
  const buttons = [
    { label: 'Send a test', act: test },
    { label: 'Deliveries', act: onShowLog },
    { label: 'Edit', act: onEdit },
    { label: enabled ? 'Disable' : 'Enable', act: () => set(!enabled) },
    { label: 'Rotate secret', act: () => rotation.current?.showModal() },
    { label: 'Delete', act: () => deletion.current?.showModal() },
  ];
  return (
    <div className="-ml-2 flex flex-wrap gap-x-1">
      {buttons.map(({ label, act }) => (
        <Button
          key={label}
          variant="ghost"
          size="sm"
          disabled={isPending}
          aria-label={`${label}: ${name}`}
          onClick={act}
        >
          {label}
        </Button>
      ))}
      <ConfirmDialog
        dialog={rotation}
        title={`Rotate the secret of ${name}?`}
        confirmLabel="Rotate secret"
        onConfirm={rotate}
      >
        <p>The new secret is shown once. Requests also carry a signature of the old one for 24 hours.</p>
      </ConfirmDialog>
      <ConfirmDialog
        dialog={deletion}
        title={`Delete ${name}?`}
        confirmLabel="Delete webhook"
        onConfirm={remove}
      >
        <p>It receives no more events. Its deliveries are deleted too.</p>
      </ConfirmDialog>
    </div>
  );
}
