'use client';

import { useEffect, useRef } from 'react';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { FailureNotice } from '@/components/ui/failure-notice';
import { Field } from '@/components/ui/field';
import { Modal } from '@/components/ui/modal';
import { SelectField } from '@/components/ui/select-field';
import { useFormAction } from '@/components/ui/use-action';
import { INPUT_KEPT } from '@/lib/action-result';
import { type Webhook, webhookFormats, webhookKinds } from '@/lib/agent-execution/webhooks';
import { KindBoxes, readKinds } from './kind-boxes';
import { formatWords } from './webhook-row';
import type { WebhookActions } from './webhooks';

const FORMATS = webhookFormats.map((value) => ({ value, label: formatWords[value] }));
/** Most people want to know what waits for them, not each success. */
const FIRST_KINDS = webhookKinds.filter((kind) => kind !== 'plan.completed');

export interface WebhookDialogProps {
  /** The webhook to edit; null for a new one. */
  webhook: Webhook | null;
  /** A new secret to show, in place of the form. */
  secret?: string;
  onSave: WebhookActions['onSave'];
  onSecret: (secret: string) => void;
  onClose: () => void;
}

/** A form that creates or edits a webhook; then the secret, which is shown only once. */
export function WebhookDialog({ webhook, secret, onSave, onSecret, onClose }: WebhookDialogProps) {
  const title = secret ? 'Copy the secret now' : webhook ? `Edit ${webhook.name}` : 'Add a webhook';
  return (
    // The secret is shown only once, so a click outside must not close the dialog.
    <Modal label={title} onClose={onClose} staysOnClickBeside className="m-auto max-w-md">
      <div className="max-h-[90dvh] overflow-y-auto p-4">
        <h2 className="mb-3 font-semibold text-heading">{title}</h2>
        {secret ? (
          <ShownSecret secret={secret} onDone={onClose} />
        ) : (
          <WebhookForm webhook={webhook} onSave={onSave} onSecret={onSecret} onClose={onClose} />
        )}
      </div>
    </Modal>
  );
}

function WebhookForm({ webhook, onSave, onSecret, onClose }: Omit<WebhookDialogProps, 'secret'>) {
  const { isPending, failure, setFailure, run } = useFormAction();
  const save = (data: FormData) => {
    const kinds = readKinds(data);
    if (kinds.length === 0)
      return setFailure({ message: 'No event is chosen.', hint: 'Choose at least one event.' });
    const text = (name: string) => String(data.get(name)).trim();
    const format = webhookFormats.find((value) => value === text('format'));
    run(() => onSave(webhook?.id ?? null, { name: text('name'), url: text('url'), format, kinds }), {
      hint: INPUT_KEPT,
      onSuccess: ({ secret }) => (secret ? onSecret(secret) : onClose()),
    });
  };
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save(new FormData(event.currentTarget));
      }}
    >
      <FailureNotice failure={failure} />
      <Field
        id="webhook-name"
        name="name"
        label="Name"
        required
        maxLength={100}
        pattern=".*\S.*"
        defaultValue={webhook?.name}
        data-autofocus
      />
      <Field
        id="webhook-url"
        name="url"
        label="Address"
        type="url"
        required
        maxLength={2000}
        placeholder="https://example.com/hooks"
        defaultValue={webhook?.url}
      />
      <SelectField
        id="webhook-format"
        name="format"
        label="Format"
        options={FORMATS}
        defaultValue={webhook?.format ?? 'generic'}
      />
      <KindBoxes legend="Events" chosen={webhook?.kinds ?? FIRST_KINDS} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="solid" isBusy={isPending}>
          {webhook ? 'Save' : 'Add webhook'}
        </Button>
      </div>
    </form>
  );
}

function ShownSecret({ secret, onDone }: { secret: string; onDone: () => void }) {
  const done = useRef<HTMLButtonElement>(null);
  // The form is gone, and the focus with it.
  useEffect(() => done.current?.focus(), []);
  return (
    <div className="grid gap-3">
      <p className="text-muted">
        The receiver verifies requests with this secret. It is shown only now. Slack and Discord do not need
        it.
      </p>
      <div className="flex items-start gap-1 rounded-md border border-line bg-sunken py-1 pr-1 pl-2.5">
        <code className="min-w-0 flex-1 break-all py-1 font-mono text-meta">{secret}</code>
        <CopyButton text={secret} label="Copy: secret" />
      </div>
      <Button ref={done} variant="solid" className="justify-self-end" onClick={onDone}>
        Done
      </Button>
    </div>
  );
}
