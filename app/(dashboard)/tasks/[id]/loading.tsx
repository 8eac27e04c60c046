import { Skeleton } from '@/components/ui/skeleton';

export default function TaskLoading() {
  return (
    <div role="status" aria-label="Loading the task" className="grid gap-4">
      <div className="grid gap-2">
        <Skeleton className="h-3 w-40" />
        <Skeleton className="h-7 w-full max-w-96" />
        <Skeleton className="h-4 w-64" />
      </div>
      <div className="grid gap-4 lg:grid-cols-[minmax(0,7fr)_minmax(0,5fr)]">
        <Skeleton className="h-72" />
        <Skeleton className="h-48" />
      </div>
    </div>
  );
}
