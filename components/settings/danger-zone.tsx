'use client';

import { useState } from 'react';
import { type DeleteAction, DeleteForm } from './delete-form';
import { ExportButton } from './export-button';

/** Exports all data, then deletes it; the deletion requires the export or an explicit refusal of a copy. */
export function DangerZone({ userId, onDelete }: { userId: string; onDelete: DeleteAction }) {
  const [hasCopy, setHasCopy] = useState(false);
  return (
    <>
      <div className="grid gap-3 p-4">
        <div>
          <h3 className="font-medium">Export everything</h3>
          <p className="max-w-prose text-muted">
            All tasks, plans, log rows, context, templates, rules and views as JSON Lines, one row per line.
            Log rows keep their hashes, so the copy can be verified. Agent keys are listed without their
            secrets; webhooks and notifications are left out. “Import” above reads this file.
          </p>
        </div>
        <ExportButton onDownloaded={() => setHasCopy(true)} />
      </div>
      <div className="grid gap-3 border-line border-t p-4">
        <div>
          <h3 className="font-medium">Delete all my data</h3>
          <p className="max-w-prose text-muted">
            This deletes all your tasks with their subtasks, plans, steps, logs and context, and your webhooks
            and notifications. Your account and agent keys stay. This cannot be undone.
          </p>
        </div>
        <DeleteForm userId={userId} hasCopy={hasCopy} onDelete={onDelete} />
      </div>
    </>
  );
}
