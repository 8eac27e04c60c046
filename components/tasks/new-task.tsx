'use client';

import { Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useQueryState } from 'nuqs';
import { Button } from '@/components/ui/button';
import type { NewTaskDialogProps } from './new-task-dialog';
import { taskSearchParams } from './task-search-params';

const load = () => import('./new-task-dialog');
const NewTaskDialog = dynamic(() => load().then((module) => module.NewTaskDialog), { ssr: false });

/** The button for a new task. The URL opens the dialog, so that any page can link to it. */
export function NewTask(props: Omit<NewTaskDialogProps, 'onClose'>) {
  const [isNew, setIsNew] = useQueryState('new', taskSearchParams.new);
  return (
    <>
      <Button
        variant="solid"
        className="@max-xl:px-2 pointer-coarse:min-w-10"
        onPointerEnter={load}
        onFocus={load}
        onClick={() => setIsNew('1')}
      >
        <Plus aria-hidden />
        <span className="@max-xl:sr-only">New task</span>
      </Button>
      {isNew && <NewTaskDialog {...props} onClose={() => setIsNew(null)} />}
    </>
  );
}
