'use client';

import { Trash2 } from 'lucide-react';
import { useTransition } from 'react';
import { Button } from '@/components/ui/button';
import type { FormError } from '@/components/ui/form-dialog';
import { Modal } from '@/components/ui/modal';
import { notifyError } from '@/components/ui/notify';
import type { SavedView } from '@/lib/agent-execution/saved-views';

export type DeleteView = (id: string) => Promise<{ error?: FormError }>;

export interface SavedViewsDialogProps {
  views: SavedView[];
  onDelete: DeleteView;
  onClose: () => void;
}

const unanswered = {
  error: { message: 'The server did not answer.', hint: 'The view is still there; try again in a moment.' },
};

export function SavedViewsDialog({ views, onDelete, onClose }: SavedViewsDialogProps) {
  const [isBusy, startTransition] = useTransition();
  const remove = (id: string) =>
    startTransition(async () => {
      const { error } = await onDelete(id).catch(() => unanswered);
      if (error) notifyError(error.message, error.hint);
      else if (views.length === 1) onClose();
    });
  return (
    <Modal label="Delete views" onClose={onClose} className="m-auto max-w-sm">
      <div className="p-4">
        <h2 className="font-semibold text-heading">Delete views</h2>
        <p className="mt-1 text-muted">The plans in them stay as they are.</p>
        <ul className="mt-3 max-h-[50vh] divide-y divide-line overflow-y-auto">
          {views.map((view) => (
            <li key={view.id} className="flex min-h-9 items-center gap-2">
              <span className="min-w-0 flex-1 truncate">{view.name}</span>
              <Button
                variant="ghost"
                size="icon"
                disabled={isBusy}
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
