import { ChevronRight } from 'lucide-react';
import type { Metadata } from 'next';
import { NewPlan } from '@/components/plans/new-plan';
import { taskHref } from '@/components/tasks/task-href';
import { Link } from '@/components/ui/link';
import { findTask } from '../find-task';
import { createPlan } from './actions';

export const metadata: Metadata = { title: 'New plan' };

export default async function NewPlanPage({ params }: PageProps<'/tasks/[id]/new-plan'>) {
  const { task } = await findTask((await params).id);
  return (
    <>
      <header className="mb-4 grid gap-1">
        <nav aria-label="Breadcrumb" className="flex items-center gap-1 text-meta text-muted">
          <Link href="/tasks" className="rounded-sm py-0.5 hover:text-ink">
            Tasks
          </Link>
          <ChevronRight aria-hidden className="size-3 shrink-0 text-faint" />
          <Link
            href={taskHref(task.id)}
            dir="auto"
            className="min-w-0 truncate rounded-sm py-0.5 hover:text-ink"
          >
            {task.title}
          </Link>
        </nav>
        <h1 className="font-semibold text-title">New plan</h1>
      </header>
      <NewPlan onCreate={createPlan.bind(null, task.id)} />
    </>
  );
}
