import type { ReactNode } from 'react';
import { SettingsNavigation } from '@/components/settings/settings-navigation';

export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <div className="max-w-6xl">
      <h1 className="mb-3 font-semibold text-title">Settings</h1>
      <div className="xl:grid xl:grid-cols-[10rem_minmax(0,1fr)] xl:gap-10">
        <SettingsNavigation />
        <div className="min-w-0">{children}</div>
      </div>
    </div>
  );
}
