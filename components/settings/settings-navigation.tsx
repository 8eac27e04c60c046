'use client';

import { usePathname } from 'next/navigation';
import { settingsPages } from '@/components/shell/navigation';
import { Link } from '@/components/ui/link';
import { TabLinks } from '@/components/ui/tab-links';
import { classNames } from '@/lib/class-names';

/** Links to the pages of the settings: a list beside them, and tabs above them where a list has no room. */
export function SettingsNavigation() {
  const pathname = usePathname();
  const active = settingsPages.find(({ href }) => href === pathname)?.name ?? '';
  return (
    <div className="print:hidden">
      <div className="mb-4 xl:hidden">
        <TabLinks label="Settings" tabs={settingsPages} active={active} isOfPages />
      </div>
      <nav aria-label="Settings" className="sticky top-4 hidden gap-0.5 xl:grid">
        {settingsPages.map(({ name, label, href }) => (
          <Link
            key={name}
            href={href}
            aria-current={name === active ? 'page' : undefined}
            className={classNames(
              'flex h-8 items-center rounded-md px-2 font-medium transition-colors duration-150 pointer-coarse:h-10',
              name === active ? 'bg-hover text-ink' : 'text-muted hover:bg-hover hover:text-ink',
            )}
          >
            {label}
          </Link>
        ))}
      </nav>
    </div>
  );
}
