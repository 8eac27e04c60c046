'use client';

import { useRouter } from 'next/navigation';
import { useRef } from 'react';
import { FormDialog, type FormError } from '@/components/ui/form-dialog';
import type { CreateTaskInput } from '@/lib/agent-execution/agent-execution.types';
import type { TaskField } from '@/lib/agent-execution/task-views';
import { TaskFields } from './task-fields';
import { readTaskForm, withoutNulls } from './task-form';
import { taskHref } from './task-href';

export interface NewTaskDialogProps {
  fields: TaskField[];
  onCreate: (task: CreateTaskInput) => Promise<{ id: string } | { error: FormError }>;
  onClose: () => void;
}

/** Asks what is to be done, and goes to the task that it makes. */
export function NewTaskDialog({ fields, onCreate, onClose }: NewTaskDialogProps) {
  const router = useRouter();
  // Changing the address to close the dialog would call off the way to the new task; leaving the page closes it anyway.
  const isLeaving = useRef(false);
  const close = () => {
    if (!isLeaving.current) onClose();
  };
  const submit = async (form: FormData) => {
    // The form offers no other priorities than these four.
    const task = withoutNulls(readTaskForm(form, fields)) as CreateTaskInput;
    const answer = await onCreate(task);
    if ('error' in answer) return answer.error;
    isLeaving.current = true;
    router.push(taskHref(answer.id));
  };
  return (
    <FormDialog title="New task" submitLabel="Create task" onSubmit={submit} onClose={close}>
      <TaskFields fields={fields} />
    </FormDialog>
  );
}
