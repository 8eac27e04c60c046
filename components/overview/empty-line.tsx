import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

/** Says what an empty card would show, and what a person can do. */
export function EmptyLine({ icon: Icon, children }: { icon: LucideIcon; children: ReactNode }) {
  return (
    <div className="flex items-start gap-2 px-3 py-3 text-muted">
      <Icon aria-hidden className="mt-0.75 size-3.5 shrink-0 text-faint" />
      <p>{children}</p>
    </div>
  );
}
