import { ListTodo, SearchX } from 'lucide-react';
import type { Metadata } from 'next';
import { LeaseWatch } from '@/components/leases/lease-watch';
import { NewTask } from '@/components/tasks/new-task';
import { TaskFilters } from '@/components/tasks/task-filters';
import { TaskPager } from '@/components/tasks/task-pager';
import { hasTaskFilters, loadTaskParams } from '@/components/tasks/task-search-params';
import { TaskTable } from '@/components/tasks/task-table';
import { buttonClasses } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import { ListTitle } from '@/components/ui/list-title';
import { listLeases } from '@/lib/agent-execution/leases';
import { createServerClient } from '@/lib/supabase/server';
import { updateTask } from './[id]/actions';
import { createTask } from './actions';
import { findTasks } from './find-tasks';

export const metadata: Metadata = { title: 'Tasks' };

export default async function TasksPage({ searchParams }: PageProps<'/tasks'>) {
  const params = await loadTaskParams(searchParams);
  const [{ tasks, fields, facets }, leases] = await Promise.all([
    findTasks(params),
    listLeases(await createServerClient()),
  ]);
  return (
    <LeaseWatch read={leases}>
      <ListTitle count={facets.total}>Tasks</ListTitle>
      <TaskFilters facets={facets} fields={fields}>
        <NewTask fields={fields} onCreate={createTask} />
      </TaskFilters>
      {tasks.length > 0 ? (
        <TaskTable
          tasks={tasks}
          fields={fields}
          categories={facets.category.map(({ value }) => value)}
          onUpdate={updateTask}
        />
      ) : (
        <NoTasks isFiltered={hasTaskFilters(params)} />
      )}
      <TaskPager params={params} shown={tasks.length} nextCursor={tasks.next_cursor} />
    </LeaseWatch>
  );
}

function NoTasks({ isFiltered }: { isFiltered: boolean }) {
  return (
    <div className="rounded-md border border-line bg-surface">
      {isFiltered ? (
        <EmptyState icon={SearchX} title="No tasks match these filters">
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
