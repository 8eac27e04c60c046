'use client';

import { Field } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { SelectField } from '@/components/ui/select-field';
import { TextArea } from '@/components/ui/text-area';
import type { ActionResult } from '@/lib/action-result';
import type { SubtaskChanges } from '@/lib/agent-execution/task-edits';
import type { TaskSubtask } from '@/lib/dashboard/task-views';
import { readMinutes } from '@/lib/format/duration';
import { sentenceCase } from '@/lib/format/words';
import { PRIORITIES } from './task-form';

export interface EditSubtaskDialogProps {
  subtask: TaskSubtask;
  onSave: (changes: SubtaskChanges) => Promise<ActionResult>;
  onClose: () => void;
}

const badMinutes = {
  message: 'The estimate is not a number of minutes.',
  hint: 'Enter minutes from 0 to 525,600, or leave it empty.',
};

export function EditSubtaskDialog({ subtask, onSave, onClose }: EditSubtaskDialogProps) {
  const priorities = PRIORITIES.includes(subtask.priority) ? PRIORITIES : [subtask.priority, ...PRIORITIES];
  const submit = async (form: FormData) => {
    const textOf = (name: string) => String(form.get(name) ?? '').trim();
    const estimated_time = readMinutes(textOf('minutes'));
    if (estimated_time === undefined) return badMinutes;
    return (await onSave({ title: textOf('title'), priority: textOf('priority'), estimated_time })).error;
  };
  return (
    <FormDialog title="Edit subtask" submitLabel="Save subtask" onSubmit={submit} onClose={onClose}>
      <TextArea
        id="subtask-title"
        name="title"
        label="Description"
        defaultValue={subtask.title}
        required
        maxLength={10_000}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          id="subtask-priority"
          name="priority"
          label="Priority"
          defaultValue={subtask.priority}
          options={priorities.map((value) => ({ value, label: sentenceCase(value.toLowerCase()) }))}
        />
        <Field
          id="subtask-minutes"
          name="minutes"
          label="Estimate"
          hint="In minutes"
          inputMode="decimal"
          defaultValue={subtask.estimated_time ?? ''}
        />
      </div>
    </FormDialog>
  );
}
