import { Field } from '@/components/ui/field';
import { SelectField } from '@/components/ui/select-field';
import { TextArea } from '@/components/ui/text-area';
import type { TaskField, TaskRow } from '@/lib/agent-execution/task-edits';
import { sentenceCase } from '@/lib/format/words';
import { PRIORITIES } from './task-form';

export interface TaskFieldsProps {
  /** The fields that tasks have in this database. */
  fields: TaskField[];
  task?: TaskRow;
}

/** The fields of the task form. */
export function TaskFields({ fields, task }: TaskFieldsProps) {
  const priority = task?.priority ?? 'MEDIUM';
  const priorities = PRIORITIES.includes(priority) ? PRIORITIES : [priority, ...PRIORITIES];
  return (
    <>
      <Field
        id="task-title"
        name="title"
        label="Title"
        defaultValue={task?.title}
        required
        maxLength={500}
        dir="auto"
        data-autofocus
      />
      {fields.includes('description') && (
        <TextArea
          id="task-description"
          name="description"
          label="Description"
          defaultValue={task?.description ?? ''}
          maxLength={20_000}
        />
      )}
      <div className="grid gap-4 sm:grid-cols-3">
        {fields.includes('priority') && (
          <SelectField
            id="task-priority"
            name="priority"
            label="Priority"
            defaultValue={priority}
            options={priorities.map((value) => ({ value, label: sentenceCase(value.toLowerCase()) }))}
          />
        )}
        {fields.includes('due_date') && (
          <Field
            id="task-due-date"
            name="due_date"
            label="Due"
            type="date"
            defaultValue={task?.due_date?.slice(0, 10) ?? ''}
          />
        )}
        {fields.includes('category') && (
          <Field
            id="task-category"
            name="category"
            label="Category"
            defaultValue={task?.category ?? ''}
            maxLength={100}
          />
        )}
      </div>
    </>
  );
}
