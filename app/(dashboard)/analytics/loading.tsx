import { Skeleton } from '@/components/ui/skeleton';

const cards = Array.from({ length: 8 }, (_, card) => card);

export default function AnalyticsLoading() {
  return (
    <div role="status" aria-label="Loading analytics">
      <Skeleton className="mb-3 h-7 w-28" />
      <Skeleton className="mb-3 h-8 w-full max-w-2xl" />
      <div className="grid gap-4 lg:grid-cols-2">
        {cards.map((card) => (
          <div key={card} className="grid gap-3 rounded-md border border-line bg-surface p-3">
            <Skeleton className="h-10 w-64 max-w-full" />
            <Skeleton className="h-64" />
          </div>
        ))}
      </div>
    </div>
  );
}
