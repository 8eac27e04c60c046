import { NuqsAdapter } from 'nuqs/adapters/next/app';
import type { ReactNode } from 'react';
import { LiveConnection } from '@/components/live/live-connection';
import { Shell } from '@/components/shell/shell';
import { ClockProvider } from '@/components/ui/clock';
import { Toaster } from '@/components/ui/toaster';
import { requireCaller } from '@/lib/auth/session';
import { readDatabaseTime } from '@/lib/supabase/database-clock';
import { createServerClient } from '@/lib/supabase/server';
import { readTheme } from '../theme';
import { chooseTheme } from '../theme-actions';
import { readTimeZone } from '../time-zone';

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const [{ user_id, email }, now, theme, timeZone] = await Promise.all([
    requireCaller(),
    createServerClient().then(readDatabaseTime),
    readTheme(),
    readTimeZone(),
  ]);
  return (
    <NuqsAdapter>
      <ClockProvider now={now} timeZone={timeZone}>
        <Shell userId={user_id} email={email} theme={theme} onChooseTheme={chooseTheme}>
          {children}
        </Shell>
        <LiveConnection now={now} build={process.env.AES_BUILD_ID} />
        <Toaster />
      </ClockProvider>
    </NuqsAdapter>
  );
}
