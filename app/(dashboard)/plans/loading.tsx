import { Skeleton } from '@/components/ui/skeleton';

const rows = Array.from({ length: 12 }, (_, row) => row);

export default function PlansLoading() {
  return (
    <div role="status" aria-label="Loading plans">
      <Skeleton className="mb-3 h-7 w-20" />
      <Skeleton className="mb-3 h-8 w-72" />
      <div className="rounded-md border border-line bg-surface">
        {rows.map((row) => (
          <div key={row} className="flex h-9 items-center gap-6 border-line border-b px-3 last:border-b-0">
            <Skeleton className="h-3 w-24" />
            <Skeleton className="h-3 flex-1" />
            <Skeleton className="h-3 w-20 sm:w-40" />
          </div>
        ))}
      </div>
    </div>
  );
}
