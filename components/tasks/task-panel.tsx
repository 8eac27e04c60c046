import type { ReactNode } from 'react';

export interface TaskPanelProps {
  id: string;
  title: string;
  /** Beside the title, such as how many there are. */
  aside?: ReactNode;
  children: ReactNode;
}

/** A part of the task's page under its heading. */
export function TaskPanel({ id, title, aside, children }: TaskPanelProps) {
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
