import { NuqsAdapter } from 'nuqs/adapters/next/app';
import type { ReactNode } from 'react';
import { LiveConnection } from '@/components/live/live-connection';
import { Shell } from '@/components/shell/shell';
import { ClockProvider } from '@/components/ui/clock';
import { Toaster } from '@/components/ui/toaster';
import { requireCaller } from '@/lib/auth/session';
import { readTheme } from '../theme';
import { chooseTheme } from '../theme-actions';
import { readTimeZone } from '../time-zone';

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const now = Date.now();
  const [{ user_id, email }, theme, timeZone] = await Promise.all([
    requireCaller(),
    readTheme(),
    readTimeZone(),
  ]);
  return (
    <NuqsAdapter>
      <ClockProvider now={now} timeZone={timeZone}>
        <Shell userId={user_id} email={email} theme={theme} onChooseTheme={chooseTheme}>
          {children}
        </Shell>
        <LiveConnection now={now} />
        <Toaster />
      </ClockProvider>
    </NuqsAdapter>
  );
}
