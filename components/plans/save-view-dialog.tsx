'use client';

import { Field } from '@/components/ui/field';
import { FormDialog, type FormError } from '@/components/ui/form-dialog';
import { notifyDone } from '@/components/ui/notify';

export type SaveView = (view: { name: string; query: string }) => Promise<{ error?: FormError }>;

export interface SaveViewDialogProps {
  query: string;
  /** The name under which the same is kept already. */
  name?: string;
  onSave: SaveView;
  onClose: () => void;
}

export function SaveViewDialog({ query, name, onSave, onClose }: SaveViewDialogProps) {
  const save = async (form: FormData) => {
    const chosen = String(form.get('name') ?? '').trim();
    const { error } = await onSave({ name: chosen, query });
    if (!error) notifyDone(`Saved “${chosen}”`);
    return error;
  };
  return (
    <FormDialog title="Save this view" submitLabel="Save view" onSubmit={save} onClose={onClose}>
      <Field
        id="view-name"
        name="name"
        label="Name"
        hint="Filters, order and columns as they are now. A view of the same name is replaced."
        defaultValue={name}
        required
        maxLength={60}
        data-autofocus
      />
    </FormDialog>
  );
}
