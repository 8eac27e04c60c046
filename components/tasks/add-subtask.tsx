'use client';

import { Plus } from 'lucide-react';
import { useRef } from 'react';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { useAction } from '@/components/ui/use-action';
import { type ActionResult, INPUT_KEPT } from '@/lib/action-result';

export interface AddSubtaskProps {
  /** The task has no subtasks yet. */
  isFirst: boolean;
  onAdd: (title: string) => Promise<ActionResult>;
}

/** Adds a subtask. The field keeps the focus, so that a person can add several in a row. */
export function AddSubtask({ isFirst, onAdd }: AddSubtaskProps) {
  const form = useRef<HTMLFormElement>(null);
  const { isPending, run } = useAction();
  const add = (title: string) =>
    run(() => onAdd(title), { hint: INPUT_KEPT, onSuccess: () => form.current?.reset() });
  return (
    <form
      ref={form}
      className="flex items-center gap-2 p-2"
      onSubmit={(event) => {
        event.preventDefault();
        const title = String(new FormData(event.currentTarget).get('title') ?? '').trim();
        if (title && !isPending) add(title);
      }}
    >
      <Input
        name="title"
        aria-label="New subtask"
        placeholder={isFirst ? 'Add a first subtask…' : 'Add a subtask…'}
        maxLength={10_000}
        autoComplete="off"
        dir="auto"
        required
      />
      <Button type="submit" isBusy={isPending}>
        {!isPending && <Plus aria-hidden />}
        Add
      </Button>
    </form>
  );
}
