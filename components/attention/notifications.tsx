'use client';

import { BellRing } from 'lucide-react';
import type { FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { FailureNotice } from '@/components/ui/failure-notice';
import { notifyDone } from '@/components/ui/notify';
import { useAction, useFormAction } from '@/components/ui/use-action';
import type { ActionResult } from '@/lib/action-result';
import { type WebhookKind, webhookKinds } from '@/lib/agent-execution/webhooks';
import type { PushSettings, SubscribedBrowser, SubscriptionInput } from '@/lib/dashboard/notifications';
import { nameBrowser, subscribe, unsubscribe } from './browser-push';
import { KindBoxes, readKinds } from './kind-boxes';
import { kindWords } from './kind-words';
import { type BrowserPush, useBrowserPush } from './use-browser-push';

const FIRST_KINDS = webhookKinds.filter((kind) => kind !== 'plan.completed');

const abilityWords = {
  insecure:
    'This page was not reached over HTTPS or on this machine, so the browser allows no notifications.',
  unsupported:
    'This browser cannot receive notifications. On an iPhone, add this page to the home screen first.',
  denied: 'Notifications of this page are blocked in the browser. Allow them in its settings for this page.',
} as const;

export interface NotificationsProps {
  publicKey: PushSettings['public_key'];
  subscriptions: SubscribedBrowser[];
  onSave: (input: SubscriptionInput) => Promise<ActionResult>;
  onDelete: (id: string) => Promise<ActionResult>;
  onTest: (id: string) => Promise<ActionResult>;
}

/** Turns notifications of this browser on and off, by kind, and lists the other browsers. */
export function Notifications({ publicKey, subscriptions, ...actions }: NotificationsProps) {
  const [push, setPush] = useBrowserPush();
  const own = subscriptions.find(({ endpoint }) => endpoint === push?.endpoint);
  const others = subscriptions.filter((subscription) => subscription !== own);
  return (
    <>
      {others.length > 0 && <OtherBrowsers browsers={others} {...actions} />}
      <ThisBrowser key={own?.id} push={push} publicKey={publicKey} own={own} setPush={setPush} {...actions} />
    </>
  );
}

interface ThisBrowserProps extends Omit<NotificationsProps, 'subscriptions'> {
  push: BrowserPush | undefined;
  /** The subscription of this browser; undefined while it is off. */
  own: SubscribedBrowser | undefined;
  setPush: (push: BrowserPush) => void;
}

function ThisBrowser({ push, publicKey, own, setPush, onSave, onDelete, onTest }: ThisBrowserProps) {
  const { isPending, failure, setFailure, run } = useFormAction();
  const refusal =
    push && push.ability !== 'ready'
      ? abilityWords[push.ability]
      : publicKey === null &&
        'The server has no keys for notifications. On another Supabase, set DATABASE_URL.';
  const turnOn = async (kinds: WebhookKind[]): Promise<ActionResult> => {
    const keys = await subscribe(publicKey ?? '').catch(() => undefined);
    if (keys === undefined)
      return failureOf(
        'The push service of this browser did not respond.',
        'Check the network, then try again.',
      );
    if (keys === null)
      return failureOf('The browser allows no notifications.', 'Allow them, then try again.');
    const saved = await onSave({ ...keys, device: nameBrowser(navigator.userAgent), kinds });
    if (!saved.error) setPush({ ability: 'ready', endpoint: keys.endpoint });
    return saved;
  };
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const kinds = readKinds(new FormData(event.currentTarget));
    if (kinds.length === 0)
      return setFailure({
        message: 'No event is chosen.',
        hint: 'Choose at least one event, or turn them off.',
      });
    run(() => turnOn(kinds), {
      onSuccess: () =>
        notifyDone(own ? 'Saved the events of this browser' : 'Notifications are on in this browser'),
    });
  };
  const turnOff = (id: string) =>
    run(async () => {
      await unsubscribe();
      return onDelete(id);
    });
  return (
    <form className="grid gap-4 p-4" onSubmit={save}>
      <p className="flex items-center gap-2 font-medium">
        <BellRing aria-hidden className="size-4 shrink-0 text-muted" />
        {own ? 'Notifications are on in this browser.' : 'Notifications are off in this browser.'}
      </p>
      <FailureNotice failure={failure} />
      {refusal && <p className="text-muted">{refusal}</p>}
      <KindBoxes legend="Notify me of" chosen={own?.kinds ?? FIRST_KINDS} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" isBusy={isPending} disabled={!push || Boolean(refusal)}>
          {own ? 'Save' : 'Turn on'}
        </Button>
        {own && (
          <>
            <Button disabled={isPending} onClick={() => run(() => onTest(own.id))}>
              Send a test
            </Button>
            <Button variant="ghost" disabled={isPending} onClick={() => turnOff(own.id)}>
              Turn off
            </Button>
          </>
        )}
      </div>
    </form>
  );
}

const failureOf = (message: string, hint: string): ActionResult => ({ error: { message, hint } });

interface OtherBrowsersProps extends Pick<NotificationsProps, 'onDelete'> {
  browsers: SubscribedBrowser[];
}

function OtherBrowsers({ browsers, onDelete }: OtherBrowsersProps) {
  const { isPending, run } = useAction();
  return (
    <ul aria-label="Other browsers">
      {browsers.map(({ id, device, kinds }) => (
        <li key={id} className="flex items-center gap-3 border-line border-b py-2 pr-2 pl-4">
          <div className="min-w-0 flex-1">
            <p className="break-text font-medium">{device}</p>
            <p className="text-meta text-muted">{kinds.map((kind) => kindWords[kind]).join(', ')}</p>
          </div>
          <Button
            variant="ghost"
            size="sm"
            disabled={isPending}
            aria-label={`Remove ${device}`}
            onClick={() => run(() => onDelete(id), { onSuccess: () => notifyDone(`Removed ${device}`) })}
          >
            Remove
          </Button>
        </li>
      ))}
    </ul>
  );
}
