'use client';

import { Undo2 } from 'lucide-react';
import { useRef } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { notifyDone } from '@/components/ui/notify';
import { useAction } from '@/components/ui/use-action';
import type { CallbackResult } from '@/lib/action-result';

export interface RevertPlanButtonProps {
  version: number;
  onRevert: (version: number) => Promise<CallbackResult>;
}

/** Restores a version after a confirmation. */
export function RevertPlanButton({ version, onRevert }: RevertPlanButtonProps) {
  const { isPending, run } = useAction();
  const dialog = useRef<HTMLDialogElement>(null);
  const revert = () =>
    run(() => onRevert(version), {
      hint: 'Check the versions, then try again.',
      onSuccess: () => notifyDone(`Restored version ${version}`),
    });
  return (
    <>
      <Button
        variant="ghost"
        size="sm"
        isBusy={isPending}
        aria-label={`Restore version ${version}`}
        onClick={() => dialog.current?.showModal()}
      >
        {!isPending && <Undo2 aria-hidden />}
        Restore…{' '}
      </Button>
      <ConfirmDialog
        dialog={dialog}
        title={`Restore version ${version}?`}
        confirmLabel="Restore"
        onConfirm={revert}
      >
        This creates a new version with these steps. Unchanged steps keep their work. The versions in between
        stay in the list.
      </ConfirmDialog>
    </>
  );
}
