'use client';

import { FormDialog } from '@/components/ui/form-dialog';
import type { ActionResult } from '@/lib/action-result';
import type { TaskChanges, TaskField, TaskRow } from '@/lib/agent-execution/task-edits';
import { TaskFields } from './task-fields';
import { readTaskForm } from './task-form';

export interface EditTaskDialogProps {
  task: TaskRow;
  fields: TaskField[];
  onUpdate: (changes: TaskChanges) => Promise<ActionResult>;
  onClose: () => void;
}

export function EditTaskDialog({ task, fields, onUpdate, onClose }: EditTaskDialogProps) {
  return (
    <FormDialog
      title="Edit task"
      submitLabel="Save task"
      onSubmit={async (form) => (await onUpdate(readTaskForm(form, fields))).error}
      onClose={onClose}
    >
      <TaskFields fields={fields} task={task} />
    </FormDialog>
  );
}
