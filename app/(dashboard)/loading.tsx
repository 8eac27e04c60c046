import { Skeleton } from '@/components/ui/skeleton';

export default function PageLoading() {
  return (
    <div role="status" aria-label="Loading the page" className="grid gap-4 lg:grid-cols-2">
      <Skeleton className="h-7 w-32 lg:col-span-2" />
      <Skeleton className="h-64" />
      <Skeleton className="h-64" />
      <Skeleton className="h-28 lg:col-span-2" />
      <Skeleton className="h-72 lg:col-span-2" />
    </div>
  );
}
