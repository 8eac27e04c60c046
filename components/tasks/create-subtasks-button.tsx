'use client';

import { useTransition } from 'react';
import { Button } from '@/components/ui/button';
import { notifyError } from '@/components/ui/notify';

export interface CreateSubtasksButtonProps {
  onCreate: () => Promise<{ error?: { message: string; hint: string } }>;
}

export function CreateSubtasksButton({ onCreate }: CreateSubtasksButtonProps) {
  const [isBusy, startTransition] = useTransition();
  const create = () =>
    startTransition(async () => {
      const answer = await onCreate().catch(() => ({
        error: { message: 'The server did not answer.', hint: 'Nothing was created; try again in a moment.' },
      }));
      if (answer.error) notifyError(answer.error.message, answer.error.hint);
    });
  return (
    <Button isBusy={isBusy} onClick={create}>
      Create subtasks from steps
    </Button>
  );
}
