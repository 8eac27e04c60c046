'use client';

import { usePathname } from 'next/navigation';
import { Link } from '@/components/ui/link';
import { classNames } from '@/lib/class-names';
import { navigation } from './navigation';

/** Shows the navigation and marks the entry of the current page. */
export function NavigationLinks({ className }: { className?: string }) {
  const pathname = usePathname();
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
              'flex h-8 items-center gap-2 rounded-md px-2 font-medium transition-colors duration-150',
              isActive ? 'bg-hover text-ink' : 'text-muted hover:bg-hover hover:text-ink',
            )}
          >
            <Icon aria-hidden className="size-4" />
            {label}
          </Link>
        );
      })}
    </nav>
  );
}
