'use client';

import { Bookmark, BookmarkPlus, Trash2 } from 'lucide-react';
import { useRouter, useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { Field } from '@/components/ui/field';
import { FormDialog, type FormError } from '@/components/ui/form-dialog';
import { Menu } from '@/components/ui/menu';
import { notifyDone } from '@/components/ui/notify';
import type { SavedView } from '@/lib/agent-execution/saved-views';
import { SavedViewsDialog } from './saved-views-dialog';

export type DeleteView = (id: string) => Promise<{ error?: FormError }>;

export interface PlanViewsProps {
  views: SavedView[];
  onSave: (view: { name: string; query: string }) => Promise<{ error?: FormError }>;
  onDelete: DeleteView;
}

/** Filters, order and columns by name: the address as it is now, kept for another time. */
export function PlanViews({ views, onSave, onDelete }: PlanViewsProps) {
  const router = useRouter();
  const query = useSearchParams().toString();
  const [dialog, setDialog] = useState<'save' | 'delete' | null>(null);
  const current = views.find((view) => view.query === query);
  const save = async (form: FormData) => {
    const name = String(form.get('name') ?? '');
    const { error } = await onSave({ name, query });
    if (!error) notifyDone(`Saved “${name.trim()}”`);
    return error;
  };
  return (
    <>
      <Menu
        variant="ghost"
        className="max-w-48"
        entries={[
          ...views.map((view) => ({
            key: view.id,
            icon: Bookmark,
            label: view.name,
            onSelect: () => router.push(view.query ? `/plans?${view.query}` : '/plans'),
          })),
          { key: 'save', icon: BookmarkPlus, label: 'Save this view…', onSelect: () => setDialog('save') },
          ...(views.length > 0
            ? [
                {
                  key: 'delete',
                  icon: Trash2,
                  label: 'Delete views…',
                  onSelect: () => setDialog('delete'),
                },
              ]
            : []),
        ]}
      >
        <Bookmark aria-hidden className={current && 'fill-current'} />
        <span className="truncate">{current?.name ?? 'Views'}</span>
      </Menu>
      {dialog === 'save' && (
        <FormDialog
          title="Save this view"
          submitLabel="Save view"
          onSubmit={save}
          onClose={() => setDialog(null)}
        >
          <Field
            id="view-name"
            name="name"
            label="Name"
            hint="Filters, order and columns as they are now. A view of the same name is replaced."
            defaultValue={current?.name}
            required
            maxLength={60}
            data-autofocus
          />
        </FormDialog>
      )}
      {dialog === 'delete' && (
        <SavedViewsDialog views={views} onDelete={onDelete} onClose={() => setDialog(null)} />
      )}
    </>
  );
}
