'use client';

import { Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useRef } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { notifyDone } from '@/components/ui/notify';
import { useAction } from '@/components/ui/use-action';
import type { ActionResult } from '@/lib/action-result';

export interface DeleteTemplateProps {
  name: string;
  onDelete: () => Promise<ActionResult>;
}

export function DeleteTemplate({ name, onDelete }: DeleteTemplateProps) {
  const router = useRouter();
  const dialog = useRef<HTMLDialogElement>(null);
  const { isPending, run } = useAction();
  const remove = () =>
    run(onDelete, {
      onSuccess: () => {
        notifyDone(`Deleted ${name}`);
        router.push('/templates');
      },
    });
  return (
    <>
      <Button size="sm" isBusy={isPending} onClick={() => dialog.current?.showModal()}>
        {!isPending && <Trash2 aria-hidden />}
        Delete…
      </Button>
      <ConfirmDialog
        dialog={dialog}
        title="Delete this template?"
        confirmLabel="Delete template"
        onConfirm={remove}
      >
        This also deletes its versions. Plans created from it stay. Rules that use it will fail and show the
        error.
      </ConfirmDialog>
    </>
  );
}
