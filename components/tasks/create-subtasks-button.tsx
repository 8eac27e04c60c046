'use client';

import { Button } from '@/components/ui/button';
import { useAction } from '@/components/ui/use-action';
import type { ActionResult } from '@/lib/action-result';

export interface CreateSubtasksButtonProps {
  onCreate: () => Promise<ActionResult>;
}

export function CreateSubtasksButton({ onCreate }: CreateSubtasksButtonProps) {
  const { isPending, run } = useAction();
  const create = () => run(onCreate, { hint: 'Check the subtasks, then try again.' });
  return (
    <Button isBusy={isPending} onClick={create}>
      Create subtasks from steps
    </Button>
  );
}
