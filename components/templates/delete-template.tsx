'use client';

import { Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useRef, useTransition } from 'react';
import type { Answer } from '@/components/ui/answer';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { notifyDone, notifyError } from '@/components/ui/notify';

export interface DeleteTemplateProps {
  name: string;
  onDelete: () => Promise<Answer>;
}

export function DeleteTemplate({ name, onDelete }: DeleteTemplateProps) {
  const router = useRouter();
  const dialog = useRef<HTMLDialogElement>(null);
  const [isBusy, startTransition] = useTransition();
  const remove = () =>
    startTransition(async () => {
      const { error } = await onDelete();
      if (error) return notifyError(error.message, error.hint);
      notifyDone(`Deleted ${name}`);
      router.push('/templates');
    });
  return (
    <>
      <Button size="sm" isBusy={isBusy} onClick={() => dialog.current?.showModal()}>
        {!isBusy && <Trash2 aria-hidden />}
        Delete…
      </Button>
      <ConfirmDialog
        dialog={dialog}
        title="Delete this template?"
        confirmLabel="Delete template"
        onConfirm={remove}
      >
        Its versions go with it. Plans that were made of it stay; rules that use it fail from then on, and say
        so.
      </ConfirmDialog>
    </>
  );
}
