'use client';

import { useCallback, useEffect, useState } from 'react';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { FailureNotice } from '@/components/ui/failure-notice';
import { Modal } from '@/components/ui/modal';
import { SelectField } from '@/components/ui/select-field';
import { Skeleton } from '@/components/ui/skeleton';
import { useFormAction } from '@/components/ui/use-action';
import { dataOfAction } from '@/lib/action-result';
import type { PlanShare } from '@/lib/agent-execution/plan-shares';
import type { ShareActions } from './share-actions';
import { ShareRow } from './share-row';

const PERIODS = [
  { value: '1', label: 'In 1 day' },
  { value: '7', label: 'In 7 days' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
];

export interface ShareDialogProps {
  planId: string;
  actions: ShareActions;
  onClose: () => void;
}

/** Creates a link to a plan, shows it once, and lists the active links. */
export function ShareDialog({ planId, actions, onClose }: ShareDialogProps) {
  const { onList, onShare, onRevoke } = actions;
  const [shares, setShares] = useState<PlanShare[]>();
  const [url, setUrl] = useState<string>();
  const { isPending, failure, setFailure, run } = useFormAction();
  const load = useCallback(
    () =>
      dataOfAction(() => onList(planId)).then(
        (data) => setShares(data.shares),
        ({ message, hint }) => setFailure({ message, hint }),
      ),
    [planId, onList, setFailure],
  );
  useEffect(() => void load(), [load]);
  const share = (days: number) =>
    run(() => onShare(planId, days), {
      onSuccess: (made) => {
        setUrl(made.url);
        load();
      },
    });
  return (
    // A new link is shown only once, so a click outside must not close the dialog.
    <Modal label="Share this plan" onClose={onClose} staysOnClickBeside className="m-auto max-w-lg">
      <div className="grid max-h-[90dvh] gap-4 overflow-y-auto p-4">
        <h2 className="font-semibold text-heading">Share this plan</h2>
        <p className="text-muted">
          Anyone with the link sees the steps, results, log and cost, read-only and without a sign-in.
          Secrets, e-mail addresses and home folders are removed. Open the link yourself before you send it.
        </p>
        <FailureNotice failure={failure} />
        <form
          className="flex items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            share(Number(new FormData(event.currentTarget).get('days')));
          }}
        >
          <div className="flex-1">
            <SelectField
              id="share-days"
              name="days"
              label="Ends"
              options={PERIODS}
              defaultValue="7"
              data-autofocus
            />
          </div>
          <Button type="submit" variant="solid" size="field" isBusy={isPending}>
            Create link
          </Button>
        </form>
        {url && <NewLink url={url} />}
        <section aria-label="Links to this plan" aria-busy={shares === undefined}>
          <h3 className="mb-1.5 font-medium">Active links</h3>
          <div className="rounded-md border border-line">
            {shares === undefined && <Skeleton className="m-2 h-8" />}
            {shares?.length === 0 && <p className="px-3 py-2 text-muted">No active links</p>}
            <ul>
              {shares?.map((one) => (
                <ShareRow key={one.id} share={one} hasPlan={false} onRevoke={onRevoke} onRevoked={load} />
              ))}
            </ul>
          </div>
        </section>
        <Button className="justify-self-end" onClick={onClose}>
          Done
        </Button>
      </div>
    </Modal>
  );
}

function NewLink({ url }: { url: string }) {
  return (
    <div role="status" className="grid gap-1.5">
      <p className="text-muted">Copy the link now. It is shown only once.</p>
      <div className="flex items-start gap-1 rounded-md border border-line bg-sunken py-1 pr-1 pl-2.5">
        <a
          href={url}
          target="_blank"
          rel="noreferrer"
          className="min-w-0 flex-1 break-all py-1 font-mono text-meta hover:underline"
        >
          {url}
        </a>
        <CopyButton text={url} label="Copy link" />
      </div>
    </div>
  );
}
