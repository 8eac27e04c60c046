'use client';

import { useState } from 'react';
import { forgetVisits } from '@/components/shell/recent-visits';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { notifyDone } from '@/components/ui/notify';
import { useAction } from '@/components/ui/use-action';
import type { ActionResult } from '@/lib/action-result';
import { DELETE_PHRASE } from '@/lib/dashboard/account-data';
import { formatCount } from '@/lib/format/words';

export type DeleteAction = (phrase: string) => Promise<ActionResult<{ tasks: number }>>;

export interface DeleteFormProps {
  userId: string;
  /** True if all data was exported since the page was opened. */
  hasCopy: boolean;
  onDelete: DeleteAction;
}

export function DeleteForm({ userId, hasCopy, onDelete }: DeleteFormProps) {
  const [wantsNoCopy, setWantsNoCopy] = useState(false);
  const [phrase, setPhrase] = useState('');
  const { isPending, run } = useAction();
  const isReady = (hasCopy || wantsNoCopy) && phrase.trim() === DELETE_PHRASE;
  const deleteAll = () =>
    run(() => onDelete(phrase.trim()), {
      onSuccess: ({ tasks }) => {
        forgetVisits(userId);
        setPhrase('');
        notifyDone(`Deleted ${formatCount(tasks, 'task')} and all related data`);
      },
    });
  return (
    <div className="grid max-w-sm gap-3">
      {hasCopy ? (
        <p className="text-muted">You have exported a copy.</p>
      ) : (
        <label className="flex items-center gap-2.5 pointer-coarse:min-h-10">
          <input
            type="checkbox"
            checked={wantsNoCopy}
            onChange={(event) => setWantsNoCopy(event.target.checked)}
            className="size-4 accent-(--solid)"
          />
          I don’t want a copy
        </label>
      )}
      <Field
        id="delete-phrase"
        label={`Type “${DELETE_PHRASE}”`}
        value={phrase}
        onChange={(event) => setPhrase(event.target.value)}
        autoComplete="off"
        spellCheck={false}
      />
      <Button
        className="w-fit border-failed/60 text-failed"
        disabled={!isReady}
        isBusy={isPending}
        onClick={deleteAll}
      >
        Delete all my data
      </Button>
    </div>
  );
}
