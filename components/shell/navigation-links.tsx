'use client';

import { usePathname } from 'next/navigation';
import { Link } from '@/components/ui/link';
import { classNames } from '@/lib/class-names';
import { navigation } from './navigation';
import { useNeedsYou } from './needs-you';

/** Shows the navigation and marks the entry of the current page. */
export function NavigationLinks({ className }: { className?: string }) {
  const pathname = usePathname();
  const { count, decisions } = useNeedsYou();
  const counts: Partial<Record<string, number>> = { '/': count, '/approvals': decisions };
  return (
    <nav aria-label="Main" className={className}>
      {navigation.map(({ label, href, icon: Icon }) => {
        const isActive = pathname === href || (href !== '/' && pathname.startsWith(`${href}/`));
        return (
          <Link
            key={href}
            href={href}
            aria-current={isActive ? 'page' : undefined}
            className={classNames(
              'flex h-8 pointer-coarse:h-10 items-center gap-2 rounded-md px-2 font-medium transition-colors duration-150',
              isActive ? 'bg-hover text-ink' : 'text-muted hover:bg-hover hover:text-ink',
            )}
          >
            <Icon aria-hidden className="size-4" />
            {label}
            {counts[href] ? <NeedsYouBadge count={counts[href]} /> : null}
          </Link>
        );
      })}
    </nav>
  );
}

function NeedsYouBadge({ count }: { count: number }) {
  return (
    <span className="ml-auto rounded-sm bg-sunken px-1.5 text-ink text-meta tabular-nums">
      {count > 99 ? '99+' : count}
      <span className="sr-only"> need you</span>
    </span>
  );
}
