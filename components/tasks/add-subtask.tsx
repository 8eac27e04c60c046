'use client';

import { Plus } from 'lucide-react';
import { useRef, useTransition } from 'react';
import type { Answer } from '@/components/ui/answer';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { notifyError } from '@/components/ui/notify';

export interface AddSubtaskProps {
  /** There is none yet. */
  isFirst: boolean;
  onAdd: (title: string) => Promise<Answer>;
}

/** One line for one more; it stays in focus, so that several can be typed one after the other. */
export function AddSubtask({ isFirst, onAdd }: AddSubtaskProps) {
  const form = useRef<HTMLFormElement>(null);
  const [isBusy, startTransition] = useTransition();
  const add = (title: string) =>
    startTransition(async () => {
      const { error } = await onAdd(title);
      if (error) notifyError(error.message, error.hint);
      else form.current?.reset();
    });
  return (
    <form
      ref={form}
      className="flex items-center gap-2 p-2"
      onSubmit={(event) => {
        event.preventDefault();
        const title = String(new FormData(event.currentTarget).get('title') ?? '').trim();
        if (title && !isBusy) add(title);
      }}
    >
      <Input
        name="title"
        aria-label="New subtask"
        placeholder={isFirst ? 'Break it down: a first subtask…' : 'Add a subtask…'}
        maxLength={10_000}
        autoComplete="off"
        dir="auto"
        required
      />
      <Button type="submit" isBusy={isBusy}>
        {!isBusy && <Plus aria-hidden />}
        Add
      </Button>
    </form>
  );
}
