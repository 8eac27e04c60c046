import { Skeleton } from '@/components/ui/skeleton';

const sections = ['h-52', 'h-9', 'h-64', 'h-80', 'h-36'];

export default function SettingsLoading() {
  return (
    <div role="status" aria-label="Loading settings" className="mx-auto max-w-6xl">
      <Skeleton className="mb-5 h-7 w-24" />
      {sections.map((height) => (
        <div key={height} className="grid gap-3 py-6 xl:grid-cols-[16rem_minmax(0,1fr)] xl:gap-8">
          <Skeleton className="h-5 w-28" />
          <Skeleton className={height} />
        </div>
      ))}
    </div>
  );
}
