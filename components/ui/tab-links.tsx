import { Link } from '@/components/ui/link';
import { classNames } from '@/lib/class-names';

export interface TabLink {
  name: string;
  label: string;
  href: string;
  count?: number;
}

/** Tabs as links: the URL stores the tab, so they work without scripts and can be shared. */
export function TabLinks({ label, tabs, active }: { label: string; tabs: TabLink[]; active: string }) {
  return (
    <nav
      aria-label={label}
      className="flex gap-1 overflow-x-auto max-xl:gap-0 border-line border-b px-1 [scrollbar-width:none]"
    >
      {tabs.map((tab) => (
        <Link
          key={tab.name}
          href={tab.href}
          scroll={false}
          replace
          aria-current={tab.name === active ? 'page' : undefined}
          className={classNames(
            '-mb-px flex h-9 pointer-coarse:h-10 shrink-0 items-center gap-1.5 border-b-2 px-2 font-medium max-xl:px-1.5 transition-colors duration-150 -outline-offset-2 focus-visible:-outline-offset-2',
            tab.name === active ? 'border-ink text-ink' : 'border-transparent text-muted hover:text-ink',
          )}
        >
          {tab.label}
          {tab.count !== undefined && tab.count > 0 && (
            <span className="text-faint text-meta tabular-nums">{tab.count}</span>
          )}
        </Link>
      ))}
    </nav>
  );
}
