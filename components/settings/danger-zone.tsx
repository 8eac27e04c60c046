'use client';

import { useState } from 'react';
import { type DeleteAction, DeleteForm } from './delete-form';
import { ExportButton } from './export-button';

/** First a copy, then the deletion: the second opens when the first was done, or is said not to be wanted. */
export function DangerZone({ userId, onDelete }: { userId: string; onDelete: DeleteAction }) {
  const [hasCopy, setHasCopy] = useState(false);
  return (
    <div className="rounded-md border border-failed/40 bg-surface">
      <div className="grid gap-3 p-4">
        <div>
          <h3 className="font-medium">Export everything</h3>
          <p className="max-w-prose text-muted">
            All tasks, subtasks, plans, steps, log rows and context as JSON Lines, one row a line. Log rows
            keep their hashes, so the copy can be checked.
          </p>
        </div>
        <ExportButton onDownloaded={() => setHasCopy(true)} />
      </div>
      <div className="grid gap-3 border-line border-t p-4">
        <div>
          <h3 className="font-medium">Delete all my data</h3>
          <p className="max-w-prose text-muted">
            Every task of yours goes, with its subtasks, plans, steps, log and context. Your account and your
            agent keys stay. This cannot be taken back.
          </p>
        </div>
        <DeleteForm userId={userId} hasCopy={hasCopy} onDelete={onDelete} />
      </div>
    </div>
  );
}
