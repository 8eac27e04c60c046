import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

export interface EmptyStateProps {
  icon: LucideIcon;
  title: string;
  /** "h1" if it is the only content of the page. */
  heading?: 'h1' | 'h2';
  /** What to do next. */
  children?: ReactNode;
}

/** Fills the place of the content that a page is about. A section beside others shows an `EmptyRow`. */
export function EmptyState({ icon: Icon, title, heading: Heading = 'h2', children }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center px-4 py-12 text-center">
      <span className="mb-3 grid size-9 place-items-center rounded-md border border-line bg-surface">
        <Icon aria-hidden className="size-4 text-faint" />
      </span>
      <Heading className="font-medium text-heading">{title}</Heading>
      {children && (
        <div className="mt-1 flex w-full max-w-xl flex-col items-center gap-3 text-muted">{children}</div>
      )}
    </div>
  );
}
