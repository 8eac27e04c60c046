import { SearchX } from 'lucide-react';
import type { ReactNode } from 'react';
import { Breadcrumb } from '@/components/ui/breadcrumb';
import { buttonClasses } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import { MAX_STEPS_SHOWN } from './ended-step-params';

export interface ListBehindBarProps {
  heading: string;
  /** What the list contains, such as steps. */
  noun: string;
  total: number;
  /** The number of rows in the table. */
  count: number;
  moreHref: string;
  /** The table. */
  children: ReactNode;
}

/** Shows the list behind a bar of the analytics. */
export function ListBehindBar({ heading, noun, total, count, moreHref, children }: ListBehindBarProps) {
  return (
    <>
      <Breadcrumb trail={[{ text: 'Analytics', href: '/analytics' }]} />
      <h1 className="mt-1 mb-3 font-semibold text-title tabular-nums">{heading}</h1>
      {count === 0 ? (
        <div className="rounded-md border border-line bg-surface">
          <EmptyState icon={SearchX} title={`No ${noun} match these filters`} />
        </div>
      ) : (
        children
      )}
      {count < total && (
        <div className="flex items-center justify-center gap-3 p-3 text-muted tabular-nums">
          {`${count.toLocaleString('en')} of ${total.toLocaleString('en')}`}
          {count < MAX_STEPS_SHOWN && (
            <Link href={moreHref} scroll={false} className={buttonClasses({ size: 'sm' })}>
              Show more
            </Link>
          )}
        </div>
      )}
    </>
  );
}
