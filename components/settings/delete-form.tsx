'use client';

import { useState, useTransition } from 'react';
import { forgetVisits } from '@/components/shell/recent-visits';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { notifyDone, notifyError } from '@/components/ui/notify';
import { DELETE_PHRASE } from './delete-phrase';

export type DeleteAction = (
  phrase: string,
) => Promise<{ tasks: number } | { error: { message: string; hint: string } }>;

export interface DeleteFormProps {
  userId: string;
  /** Everything was exported since the page was opened. */
  hasCopy: boolean;
  onDelete: DeleteAction;
}

export function DeleteForm({ userId, hasCopy, onDelete }: DeleteFormProps) {
  const [wantsNoCopy, setWantsNoCopy] = useState(false);
  const [phrase, setPhrase] = useState('');
  const [isPending, startTransition] = useTransition();
  const isReady = (hasCopy || wantsNoCopy) && phrase.trim() === DELETE_PHRASE;
  const deleteAll = () =>
    startTransition(async () => {
      const answer = await onDelete(phrase.trim());
      if ('error' in answer) return notifyError(answer.error.message, answer.error.hint);
      forgetVisits(userId);
      setPhrase('');
      notifyDone(
        answer.tasks === 1
          ? 'One task was deleted with all that belongs to it.'
          : `${answer.tasks} tasks were deleted with all that belongs to them.`,
      );
    });
  return (
    <div className="grid max-w-sm gap-3">
      {hasCopy ? (
        <p className="text-muted">You have exported a copy.</p>
      ) : (
        <label className="flex items-center gap-2.5">
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
