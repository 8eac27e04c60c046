'use client';

import { Pencil, RotateCcw, Trash2 } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { notifyDone } from '@/components/ui/notify';
import { serverTime } from '@/components/ui/server-clock';
import { useAction } from '@/components/ui/use-action';
import type { ActionResult } from '@/lib/action-result';
import type { SetContextInput } from '@/lib/agent-execution/agent-execution.types';
import type { ContextEntryDetails, ContextVersion } from '@/lib/agent-execution/context-entry';

const EditContextDialog = dynamic(
  () => import('./edit-context-dialog').then((module) => module.EditContextDialog),
  { ssr: false },
);

const hint = 'Check the entry, then try again.';

export interface ContextControlsProps {
  /** Null if the entry is deleted or expired. */
  entry: ContextEntryDetails['entry'];
  history: ContextVersion[];
  onSave: (entry: SetContextInput) => Promise<ActionResult>;
  /** Deletes the entry if it still has that version. */
  onDelete: (version: number) => Promise<ActionResult>;
}

/** Edits, deletes and restores an entry; edits and deletions offer Undo. */
export function ContextControls({ entry, history, onSave, onDelete }: ContextControlsProps) {
  const { isPending, run } = useAction();
  const [isEditing, setIsEditing] = useState(false);
  const last = lastValue(history);

  const save = (input: SetContextInput) =>
    run(() => onSave(input), { hint, onSuccess: () => notifyDone('Restored the entry') });
  const edit = async (input: SetContextInput) => {
    const result = await onSave(input);
    // The version refuses the undo if the entry was set again in the meantime.
    const undo = last && entry && (() => save({ ...last, if_version: entry.version + 1 }));
    if (!result.error) notifyDone('Saved the entry', undo ?? undefined);
    return result;
  };
  const remove = (version: number) =>
    run(() => onDelete(version), {
      hint,
      onSuccess: () => notifyDone('Deleted the entry', last ? () => save(last) : undefined),
    });
  return (
    <div className="flex shrink-0 items-center gap-1">
      {entry && (
        <>
          <Button size="sm" onClick={() => setIsEditing(true)}>
            <Pencil aria-hidden />
            Edit
          </Button>
          <Button size="sm" variant="ghost" isBusy={isPending} onClick={() => remove(entry.version)}>
            {!isPending && <Trash2 aria-hidden />}
            Delete
          </Button>
        </>
      )}
      {!entry && last && (
        <Button size="sm" isBusy={isPending} onClick={() => save(last)}>
          {!isPending && <RotateCcw aria-hidden />}
          Restore
        </Button>
      )}
      {isEditing && entry && (
        <EditContextDialog entry={entry} onSave={edit} onClose={() => setIsEditing(false)} />
      )}
    </div>
  );
}

/** Returns the entry to restore, without an expiry time that has passed. */
function lastValue([newest]: ContextVersion[]): SetContextInput | null {
  const state = newest?.after_state ?? newest?.before_state;
  if (!newest || !state) return null;
  const isPast = state.expires_at !== null && Date.parse(state.expires_at) < serverTime();
  return {
    context_type: newest.context_type,
    context_key: newest.context_key,
    context_value: state.context_value,
    metadata: state.metadata,
    task_id: newest.task_id ?? undefined,
    plan_id: newest.plan_id ?? undefined,
    step_number: newest.step_number ?? undefined,
    expires_at: isPast ? undefined : (state.expires_at ?? undefined),
  };
}
