'use client';

import { Trash2 } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Modal } from '@/components/ui/modal';
import { useAction } from '@/components/ui/use-action';
import type { ActionResult } from '@/lib/action-result';
import type { SavedView } from '@/lib/dashboard/saved-views';

export type DeleteView = (id: string) => Promise<ActionResult>;

export interface SavedViewsDialogProps {
  views: SavedView[];
  onDelete: DeleteView;
  onClose: () => void;
}

export function SavedViewsDialog({ views, onDelete, onClose }: SavedViewsDialogProps) {
  const { isPending, run } = useAction();
  const remove = (id: string) =>
    run(() => onDelete(id), {
      onSuccess: () => {
        if (views.length === 1) onClose();
      },
    });
  return (
    <Modal label="Delete views" onClose={onClose} className="m-auto max-w-sm">
      <div className="p-4">
        <h2 className="font-semibold text-heading">Delete views</h2>
        <p className="mt-1 text-muted">Deleting a view does not change its plans.</p>
        <ul className="mt-3 max-h-[50vh] divide-y divide-line overflow-y-auto">
          {views.map((view) => (
            <li key={view.id} className="flex min-h-9 items-center gap-2">
              <span className="min-w-0 flex-1 truncate">{view.name}</span>
              <Button
                variant="ghost"
                size="icon"
                disabled={isPending}
                aria-label={`Delete ${view.name}`}
                onClick={() => remove(view.id)}
              >
                <Trash2 aria-hidden />
              </Button>
            </li>
          ))}
        </ul>
        <div className="mt-4 flex justify-end">
          <Button onClick={onClose}>Close</Button>
        </div>
      </div>
    </Modal>
  );
}
