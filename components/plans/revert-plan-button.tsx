'use client';

import { Undo2 } from 'lucide-react';
import { useRef, useTransition } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { notifyDone, notifyError } from '@/components/ui/notify';
import type { MoveAnswer } from './use-step-moves';

export interface RevertPlanButtonProps {
  version: number;
  onRevert: (version: number) => Promise<MoveAnswer>;
}

/** Goes back to a version, after asking. */
export function RevertPlanButton({ version, onRevert }: RevertPlanButtonProps) {
  const [isBusy, startTransition] = useTransition();
  const dialog = useRef<HTMLDialogElement>(null);
  const revert = () =>
    startTransition(async () => {
      const answer = await onRevert(version).catch(() => ({
        error: { message: 'The server did not answer.', hint: 'Look at the versions, then try again.' },
      }));
      if (answer?.error) notifyError(answer.error.message, answer.error.hint);
      else notifyDone(`The plan is as in version ${version}`);
    });
  return (
    <>
      <Button
        variant="ghost"
        size="sm"
        isBusy={isBusy}
        aria-label={`Go back to version ${version}`}
        onClick={() => dialog.current?.showModal()}
      >
        {!isBusy && <Undo2 aria-hidden />}
        Go back…
      </Button>
      <ConfirmDialog
        dialog={dialog}
        title={`Go back to version ${version}?`}
        confirmLabel="Go back"
        onConfirm={revert}
      >
        Its steps are declared again as a new version. Steps that say the same keep what was done of them; the
        versions in between stay in the list.
      </ConfirmDialog>
    </>
  );
}
