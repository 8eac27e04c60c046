import { Skeleton } from '@/components/ui/skeleton';

const rows = Array.from({ length: 14 }, (_, row) => row);

export default function LogsLoading() {
  return (
    <div role="status" aria-label="Loading the log">
      <Skeleton className="mb-3 h-7 w-20" />
      <div className="rounded-md border border-line bg-surface">
        <div className="border-line border-b p-3">
          <Skeleton className="h-12" />
        </div>
        {rows.map((row) => (
          <div key={row} className="flex h-9 items-center gap-4 border-line border-b px-3 last:border-b-0">
            <Skeleton className="h-3 w-14" />
            <Skeleton className="h-3 w-24" />
            <Skeleton className="h-3 flex-1" />
          </div>
        ))}
      </div>
    </div>
  );
}
