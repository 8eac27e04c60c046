import { ListTodo, SearchX } from 'lucide-react';
import type { Metadata } from 'next';
import { LeaseWatch } from '@/components/leases/lease-watch';
import { NewTask } from '@/components/tasks/new-task';
import { TaskPager } from '@/components/tasks/task-pager';
import { TaskSearch } from '@/components/tasks/task-search';
import { loadTaskParams } from '@/components/tasks/task-search-params';
import { TaskTable } from '@/components/tasks/task-table';
import { buttonClasses } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import { listLeases } from '@/lib/agent-execution/leases';
import { createServerClient } from '@/lib/supabase/server';
import { createTask } from './actions';
import { findTasks } from './find-tasks';

export const metadata: Metadata = { title: 'Tasks' };

export default async function TasksPage({ searchParams }: PageProps<'/tasks'>) {
  const params = await loadTaskParams(searchParams);
  const [{ tasks, fields }, leases] = await Promise.all([
    findTasks(params),
    listLeases(await createServerClient()),
  ]);
  return (
    <LeaseWatch read={leases}>
      <h1 className="mb-3 font-semibold text-title">Tasks</h1>
      <div className="mb-3 flex items-center justify-between gap-2">
        <TaskSearch />
        <NewTask fields={fields} onCreate={createTask} />
      </div>
      {tasks.length > 0 ? <TaskTable tasks={tasks} /> : <NoTasks isSearch={params.q !== ''} />}
      <TaskPager params={params} shown={tasks.length} nextCursor={tasks.next_cursor} />
    </LeaseWatch>
  );
}

function NoTasks({ isSearch }: { isSearch: boolean }) {
  return (
    <div className="rounded-md border border-line bg-surface">
      {isSearch ? (
        <EmptyState icon={SearchX} title="No tasks match this search">
          <Link href="/tasks" className={buttonClasses()}>
            Show all tasks
          </Link>
        </EmptyState>
      ) : (
        <EmptyState icon={ListTodo} title="No tasks yet">
          <p>
            A task is work that you want done. Create a task, then plan it yourself or let an agent plan it.
          </p>
        </EmptyState>
      )}
    </div>
  );
}
