import type { Metadata } from 'next';
import { NewPlan } from '@/components/plans/new-plan';
import { taskHref } from '@/components/tasks/task-href';
import { Breadcrumb } from '@/components/ui/breadcrumb';
import { findTask } from '../find-task';
import { createPlan } from './actions';

export const metadata: Metadata = { title: 'New plan' };

export default async function NewPlanPage({ params }: PageProps<'/tasks/[id]/new-plan'>) {
  const { task } = await findTask((await params).id);
  return (
    <>
      <header className="mb-4 grid gap-1">
        <Breadcrumb
          trail={[
            { text: 'Tasks', href: '/tasks' },
            { text: task.title, href: taskHref(task.id) },
          ]}
        />
        <h1 className="font-semibold text-title">New plan</h1>
      </header>
      <NewPlan onCreate={createPlan.bind(null, task.id)} />
    </>
  );
}
