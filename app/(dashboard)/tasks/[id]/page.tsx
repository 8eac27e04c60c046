import type { Metadata } from 'next';
import { LeaseWatch } from '@/components/leases/lease-watch';
import { SubtaskEditor } from '@/components/tasks/subtask-editor';
import { TaskActivity } from '@/components/tasks/task-activity';
import { TaskHeader } from '@/components/tasks/task-header';
import { TaskPlans } from '@/components/tasks/task-plans';
import { listLeases } from '@/lib/agent-execution/leases';
import { createServerClient } from '@/lib/supabase/server';
import { deleteSubtask, deleteTask, saveSubtask, updateTask } from './actions';
import { findTask } from './find-task';

export async function generateMetadata({ params }: PageProps<'/tasks/[id]'>): Promise<Metadata> {
  const { task } = await findTask((await params).id);
  return { title: task.title };
}

export default async function TaskPage({ params }: PageProps<'/tasks/[id]'>) {
  const { task, fields, plans, usage, subtasks, logs } = await findTask((await params).id);
  const leases = await listLeases(await createServerClient());
  return (
    <>
      <TaskHeader
        task={task}
        fields={fields}
        usage={usage}
        plans={plans.length}
        subtasks={subtasks.length}
        onUpdate={updateTask.bind(null, task.id)}
        onDelete={deleteTask.bind(null, task.id)}
      />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,7fr)_minmax(0,5fr)] lg:grid-rows-[auto_1fr]">
        <LeaseWatch read={leases}>
          <TaskPlans taskId={task.id} plans={plans} />
        </LeaseWatch>
        <div className="min-w-0 lg:col-start-2 lg:row-span-2 lg:row-start-1">
          <SubtaskEditor
            subtasks={subtasks}
            onSave={saveSubtask.bind(null, task.id)}
            onDelete={deleteSubtask.bind(null, task.id)}
          />
        </div>
        <TaskActivity logs={logs} />
      </div>
    </>
  );
}
