'use client';

import { useRouter } from 'next/navigation';
import { useRef } from 'react';
import { FormDialog } from '@/components/ui/form-dialog';
import type { ActionResult } from '@/lib/action-result';
import type { CreateTaskInput } from '@/lib/agent-execution/agent-execution.types';
import type { TaskField } from '@/lib/agent-execution/task-edits';
import { TaskFields } from './task-fields';
import { readTaskForm, withoutNulls } from './task-form';
import { taskHref } from './task-href';

export interface NewTaskDialogProps {
  fields: TaskField[];
  onCreate: (task: CreateTaskInput) => Promise<ActionResult<{ id: string }>>;
  onClose: () => void;
}

/** Creates a task and opens its page. */
export function NewTaskDialog({ fields, onCreate, onClose }: NewTaskDialogProps) {
  const router = useRouter();
  // Closing the dialog changes the URL, which would cancel the navigation to the new task.
  const isNavigating = useRef(false);
  const close = () => {
    if (!isNavigating.current) onClose();
  };
  const submit = async (form: FormData) => {
    // The form offers only the four priorities.
    const task = withoutNulls(readTaskForm(form, fields)) as CreateTaskInput;
    const created = await onCreate(task);
    if (created.error) return created.error;
    isNavigating.current = true;
    router.push(taskHref(created.id));
  };
  return (
    <FormDialog title="New task" submitLabel="Create task" onSubmit={submit} onClose={close}>
      <TaskFields fields={fields} />
    </FormDialog>
  );
}
