'use client';

import { Field } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { notifyDone } from '@/components/ui/notify';
import type { CallbackResult } from '@/lib/action-result';

export interface SaveTemplateDialogProps {
  planType: string;
  onSave: (name: string) => Promise<CallbackResult>;
  onClose: () => void;
}

export function SaveTemplateDialog({ planType, onSave, onClose }: SaveTemplateDialogProps) {
  return (
    <FormDialog
      title="Save as template"
      submitLabel="Save template"
      onClose={onClose}
      onSubmit={async (form) => {
        const result = await onSave(String(form.get('name')));
        if (result?.error) return result.error;
        notifyDone('Saved the template');
      }}
    >
      <Field
        id="template-name"
        name="name"
        label="Name"
        hint="The current steps. Where they name the task, a plan from the template names its own task."
        required
        maxLength={100}
        defaultValue={planType}
      />
    </FormDialog>
  );
}
