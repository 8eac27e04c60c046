'use client';

import { Field } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { notifyDone } from '@/components/ui/notify';
import type { ActionResult } from '@/lib/action-result';

export type SaveView = (view: { name: string; query: string }) => Promise<ActionResult>;

export interface SaveViewDialogProps {
  query: string;
  /** The name of a saved view with the same query. */
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
