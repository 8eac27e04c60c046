'use client';

import { useRef, useTransition } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { notifyDone, notifyError } from '@/components/ui/notify';

export type KeyMove = (id: string) => Promise<{ error?: { message: string; hint: string } }>;

export interface RevokeKeyButtonProps {
  id: string;
  name: string;
  onRevoke: KeyMove;
}

export function RevokeKeyButton({ id, name, onRevoke }: RevokeKeyButtonProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [isPending, startTransition] = useTransition();
  const revoke = () =>
    startTransition(async () => {
      const { error } = await onRevoke(id);
      if (error) notifyError(error.message, error.hint);
      else notifyDone(`The key ${name} was revoked.`);
    });
  return (
    <>
      <Button
        variant="ghost"
        size="sm"
        isBusy={isPending}
        aria-label={`Revoke ${name}`}
        onClick={() => dialog.current?.showModal()}
        className="max-md:-ml-2 pointer-coarse:h-10"
      >
        Revoke
      </Button>
      <ConfirmDialog dialog={dialog} title={`Revoke ${name}?`} confirmLabel="Revoke key" onConfirm={revoke}>
        <p className="whitespace-normal text-left">
          Whoever uses it is refused from the next request on. What was done with it stays. It cannot be
          turned on again.
        </p>
      </ConfirmDialog>
    </>
  );
}
