'use client';

import { ChevronDown } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type RefObject, useEffect, useState } from 'react';
import { classNames } from '@/lib/class-names';
import { Menu } from './menu';
import type { TabLink } from './tab-overflow';

export interface TabMenuProps {
  bar: RefObject<HTMLElement | null>;
  tabs: TabLink[];
  active: string;
  isOfPages: boolean;
  className: string;
}

/** The menu of the tabs that have no room in their bar. */
export function TabMenu({ bar, tabs, active, isOfPages, className }: TabMenuProps) {
  const router = useRouter();
  const open = isOfPages ? router.push : router.replace;
  const hidden = useHiddenTabs(bar, active);
  const entries = tabs
    .filter(({ name }) => hidden.has(name))
    .map(({ name, label, href, count }) => ({
      key: name,
      label: count ? `${label} · ${count}` : label,
      onSelect: () => open(href, { scroll: false }),
    }));
  return (
    <Menu
      variant="ghost"
      size="sm"
      aria-label="More tabs"
      entries={entries}
      className={classNames('my-1 ml-auto text-body pointer-coarse:my-0', className)}
    >
      More
      <ChevronDown aria-hidden />
    </Menu>
  );
}

/** Returns the names of the tabs that the width of the bar hides. */
function useHiddenTabs(bar: RefObject<HTMLElement | null>, active: string): ReadonlySet<string> {
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  // biome-ignore lint/correctness/useExhaustiveDependencies: the open tab is always shown, so it changes which others have room
  useEffect(() => {
    const element = bar.current;
    if (!element) return;
    const read = () => {
      const links = [...element.querySelectorAll<HTMLElement>('[data-tab]')];
      setHidden(
        new Set(links.flatMap((link) => (link.offsetParent === null ? (link.dataset.tab ?? []) : []))),
      );
    };
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => observer.disconnect();
  }, [bar, active]);
  return hidden;
}
