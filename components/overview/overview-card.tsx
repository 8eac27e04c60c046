import { type ReactNode, useId } from 'react';

export interface OverviewCardProps {
  title: string;
  count?: number;
  /** Content at the right of the title. */
  aside?: ReactNode;
  className?: string;
  children: ReactNode;
}

export function OverviewCard({ title, count, aside, className = '', children }: OverviewCardProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className={`min-w-0 overflow-clip rounded-md border border-line bg-surface ${className}`}
    >
      <h2 id={id} className="flex h-9 items-center gap-2 border-line border-b px-3 font-semibold">
        {title}
        {count !== undefined && count > 0 && <span className="text-faint tabular-nums">{count}</span>}
        {aside && <span className="ml-auto font-normal text-meta text-muted">{aside}</span>}
      </h2>
      {children}
    </section>
  );
}
