'use client';

import { useRef } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { notifyDone } from '@/components/ui/notify';
import { useAction } from '@/components/ui/use-action';
import type { ActionResult } from '@/lib/action-result';

export interface RevokeKeyButtonProps {
  id: string;
  name: string;
  onRevoke: (id: string) => Promise<ActionResult>;
}

export function RevokeKeyButton({ id, name, onRevoke }: RevokeKeyButtonProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { isPending, run } = useAction();
  const revoke = () => run(() => onRevoke(id), { onSuccess: () => notifyDone(`Revoked the key ${name}`) });
  return (
    <>
      <Button
        variant="ghost"
        size="sm"
        isBusy={isPending}
        aria-label={`Revoke ${name}`}
        onClick={() => dialog.current?.showModal()}
        className="max-md:-ml-2"
      >
        Revoke
      </Button>
      <ConfirmDialog dialog={dialog} title={`Revoke ${name}?`} confirmLabel="Revoke key" onConfirm={revoke}>
        <p className="whitespace-normal text-left">
          The next request with this key is refused. Its past actions stay in the log. A revoked key cannot be
          restored.
        </p>
      </ConfirmDialog>
    </>
  );
}
