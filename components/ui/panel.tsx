import type { ReactNode } from 'react';

export interface PanelProps {
  id: string;
  title: string;
  /** Content beside the title, such as a count. */
  aside?: ReactNode;
  children: ReactNode;
}

/** A section of a page with a heading. */
export function Panel({ id, title, aside, children }: PanelProps) {
  return (
    <section
      aria-labelledby={id}
      className="@container min-w-0 overflow-clip rounded-md border border-line bg-surface"
    >
      <div className="flex min-h-10 items-center justify-between gap-3 border-line border-b px-3 py-1.5">
        <h2 id={id} className="font-semibold text-heading">
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
