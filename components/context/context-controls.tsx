'use client';

import { Pencil, RotateCcw, Trash2 } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState, useTransition } from 'react';
import type { Answer } from '@/components/ui/answer';
import { Button } from '@/components/ui/button';
import { notifyDone, notifyError } from '@/components/ui/notify';
import type { SetContextInput } from '@/lib/agent-execution/agent-execution.types';
import type { ContextEntryDetails, ContextVersion } from '@/lib/agent-execution/context-entry';

const EditContextDialog = dynamic(() =>
  import('./edit-context-dialog').then((module) => module.EditContextDialog),
);

export interface ContextControlsProps {
  /** Null once it is deleted or expired. */
  entry: ContextEntryDetails['entry'];
  history: ContextVersion[];
  onSave: (entry: SetContextInput) => Promise<Answer>;
  /** Deletes it if it still has that version. */
  onDelete: (version: number) => Promise<Answer>;
}

const unanswered: Answer = {
  error: { message: 'The server did not answer.', hint: 'The entry is as it was; try again in a moment.' },
};

/** Edit, delete and restore; both of the first can be undone. */
export function ContextControls({ entry, history, onSave, onDelete }: ContextControlsProps) {
  const [isBusy, startTransition] = useTransition();
  const [isEditing, setIsEditing] = useState(false);
  const last = lastValue(history);

  const save = (input: SetContextInput) =>
    startTransition(async () => {
      const { error } = await onSave(input).catch(() => unanswered);
      if (error) notifyError(error.message, error.hint);
      else notifyDone('Restored the entry');
    });
  const edit = async (input: SetContextInput) => {
    const answer = await onSave(input);
    // Undone only where nobody has set it since.
    const undo = last && entry && (() => save({ ...last, if_version: entry.version + 1 }));
    if (!answer.error) notifyDone('Saved the entry', undo ?? undefined);
    return answer;
  };
  const remove = (version: number) =>
    startTransition(async () => {
      const { error } = await onDelete(version).catch(() => unanswered);
      if (error) notifyError(error.message, error.hint);
      else notifyDone('Deleted the entry', last ? () => save(last) : undefined);
    });
  return (
    <div className="flex shrink-0 items-center gap-1">
      {entry && (
        <>
          <Button size="sm" onClick={() => setIsEditing(true)}>
            <Pencil aria-hidden />
            Edit
          </Button>
          <Button size="sm" variant="ghost" isBusy={isBusy} onClick={() => remove(entry.version)}>
            {!isBusy && <Trash2 aria-hidden />}
            Delete
          </Button>
        </>
      )}
      {!entry && last && (
        <Button size="sm" isBusy={isBusy} onClick={() => save(last)}>
          {!isBusy && <RotateCcw aria-hidden />}
          Restore
        </Button>
      )}
      {isEditing && entry && (
        <EditContextDialog entry={entry} onSave={edit} onClose={() => setIsEditing(false)} />
      )}
    </div>
  );
}

/** What it would be set to again, without an end in the past. */
function lastValue([newest]: ContextVersion[]): SetContextInput | null {
  const state = newest?.after_state ?? newest?.before_state;
  if (!newest || !state) return null;
  const isPast = state.expires_at !== null && Date.parse(state.expires_at) < Date.now();
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
