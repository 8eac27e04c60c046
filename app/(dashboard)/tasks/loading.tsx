import { Skeleton } from '@/components/ui/skeleton';

export default function TasksLoading() {
  return (
    <div role="status" aria-label="Loading tasks">
      <Skeleton className="mb-3 h-7 w-24" />
      <Skeleton className="mb-3 h-8 w-72 max-w-full" />
      <Skeleton className="h-96" />
    </div>
  );
}
