import { Skeleton } from '@/components/ui/skeleton';

const sections = ['h-52', 'h-64'];

export default function SettingsLoading() {
  return (
    <div role="status" aria-label="Loading settings">
      {sections.map((height) => (
        <div key={height} className="grid gap-3 py-6 first:pt-0">
          <Skeleton className="h-5 w-28" />
          <Skeleton className={height} />
        </div>
      ))}
    </div>
  );
}
