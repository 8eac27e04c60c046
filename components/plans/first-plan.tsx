import { ListChecks, Plug } from 'lucide-react';
import { buttonClasses } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';

/** Shown before the first plan; links to ways to create one. */
export function FirstPlan({ title }: { title: string }) {
  return (
    <>
      <h1 className="mb-3 font-semibold text-title">{title}</h1>
      <div className="rounded-md border border-line bg-surface">
        <EmptyState icon={ListChecks} title="No plans yet">
          <p>Agents plan, log and remember here. You watch and decide. You can also plan a task by hand.</p>
          <div className="flex flex-wrap justify-center gap-2">
            <Link href="/connect" className={buttonClasses({ variant: 'solid' })}>
              <Plug aria-hidden />
              Connect an agent
            </Link>
            <Link href="/tasks?new=1" className={buttonClasses()}>
              New task
            </Link>
          </div>
        </EmptyState>
      </div>
    </>
  );
}
