import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

export interface EmptyRowProps {
  icon: LucideIcon;
  title: string;
  /** What to do next. */
  children?: ReactNode;
}

/** Takes the place of the rows of a section that has none, about as high as one of them. */
export function EmptyRow({ icon: Icon, title, children }: EmptyRowProps) {
  return (
    <div className="flex gap-3 px-4 py-3">
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-faint" />
      <div className="grid min-w-0 justify-items-start">
        <p className="font-medium">{title}</p>
        {children && (
          <div className="grid max-w-prose justify-items-start gap-2 text-pretty text-muted">{children}</div>
        )}
      </div>
    </div>
  );
}
