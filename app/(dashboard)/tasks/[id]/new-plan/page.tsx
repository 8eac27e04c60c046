import type { Metadata } from 'next';
import { NewPlan } from '@/components/plans/drafting/new-plan';
import { taskHref } from '@/components/tasks/task-href';
import { Breadcrumb } from '@/components/ui/breadcrumb';
import { listTemplates } from '@/lib/agent-execution/templates';
import { createServerClient } from '@/lib/supabase/server';
import { findTask } from '../find-task';
import { createPlan, fillTemplate } from './actions';

export const metadata: Metadata = { title: 'New plan' };

export default async function NewPlanPage({ params }: PageProps<'/tasks/[id]/new-plan'>) {
  const [{ task }, db] = await Promise.all([findTask((await params).id), createServerClient()]);
  const templates = (await listTemplates(db)).map(({ id, name, steps }) => ({ id, name, steps }));
  const { title, description, category, priority, due_date } = task;
  const fields = {
    title,
    ...(description && { description }),
    ...(category && { category }),
    ...(priority && { priority }),
    ...(due_date && { due_date }),
  };
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
      <NewPlan
        templates={templates}
        onFill={fillTemplate.bind(null, fields)}
        onCreate={createPlan.bind(null, task.id)}
      />
    </>
  );
}
