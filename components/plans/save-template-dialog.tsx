'use client';

import { Field } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { notifyDone } from '@/components/ui/notify';
import type { MoveAnswer } from './use-step-moves';

export interface SaveTemplateDialogProps {
  planType: string;
  onSave: (name: string) => Promise<MoveAnswer>;
  onClose: () => void;
}

export function SaveTemplateDialog({ planType, onSave, onClose }: SaveTemplateDialogProps) {
  return (
    <FormDialog
      title="Save as template"
      submitLabel="Save template"
      onClose={onClose}
      onSubmit={async (form) => {
        const answer = await onSave(String(form.get('name')));
        if (answer?.error) return answer.error;
        notifyDone('Saved the template');
      }}
    >
      <Field
        id="template-name"
        name="name"
        label="Name"
        hint="Its steps as they stand now. Where they name the task, plans of it will name theirs."
        required
        maxLength={100}
        defaultValue={planType}
      />
    </FormDialog>
  );
}
