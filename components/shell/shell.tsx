import type { ReactNode } from 'react';
import { LiveSign } from '@/components/live/live-sign';
import { Account, type AccountProps } from './account';
import { CommandCenter } from './command-center';
import { Logo } from './logo';
import { NavigationLinks } from './navigation-links';
import { NeedsYouTitle } from './needs-you-title';
import { PhoneMenu } from './phone-menu';
import { SearchButton } from './search-button';

export interface ShellProps extends AccountProps {
  userId: string;
  children: ReactNode;
}

/** The frame of every page: a sidebar, or on a phone a header with a menu that works without scripts. */
export function Shell({ userId, children, ...account }: ShellProps) {
  return (
    <CommandCenter userId={userId} onChooseTheme={account.onChooseTheme}>
      <div className="lg:grid lg:min-h-dvh lg:grid-cols-[13rem_minmax(0,1fr)] print:block">
        <NeedsYouTitle />
        <a
          href="#main"
          className="absolute top-2 left-2 z-50 -translate-y-16 rounded-md bg-solid px-3 py-2.5 text-on-solid focus:translate-y-0"
        >
          Skip to content
        </a>
        <aside className="sticky top-0 hidden h-dvh flex-col gap-4 border-line border-r p-3 lg:flex print:hidden">
          <Logo />
          <SearchButton />
          <NavigationLinks className="grid gap-0.5" />
          <div className="mt-auto grid gap-2">
            <LiveSign className="px-2" />
            <Account {...account} />
          </div>
        </aside>
        <header className="sticky flow-root top-0 z-20 border-line border-b bg-canvas lg:hidden print:hidden">
          <div className="absolute top-0 left-3 flex h-12 items-center">
            <Logo />
          </div>
          <LiveSign className="absolute top-0 right-25 h-12" />
          <SearchButton isIconOnly className="absolute top-1 right-13" />
          <PhoneMenu>
            <NavigationLinks className="grid gap-0.5" />
            <Account {...account} />
          </PhoneMenu>
        </header>
        <main id="main" className="mx-auto w-full min-w-0 max-w-[90rem] px-4 py-4 sm:px-6">
          {children}
        </main>
      </div>
    </CommandCenter>
  );
}
