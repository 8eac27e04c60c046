import type { Metadata } from 'next';
import { Profile } from '@/components/settings/profile';
import { SettingsSection } from '@/components/settings/settings-section';
import { ThemeSwitch } from '@/components/shell/theme-switch';
import { isLocalOwner } from '@/lib/auth/local-owner';
import { requireCaller } from '@/lib/auth/session';
import { readTheme } from '../../theme';
import { chooseTheme } from '../../theme-actions';
import { setPassword } from './actions';

export const metadata: Metadata = { title: 'Settings' };

export default async function AccountSettings() {
  const [{ user_id, email }, theme] = await Promise.all([requireCaller(), readTheme()]);
  return (
    <>
      <SettingsSection title="Profile" description="Your account on this server.">
        <Profile
          email={email}
          userId={user_id}
          isLocalOwner={isLocalOwner(email)}
          onSetPassword={setPassword}
        />
      </SettingsSection>
      <SettingsSection
        title="Appearance"
        description="Stored in this browser."
        isFramed={false}
        isPrinted={false}
      >
        <ThemeSwitch theme={theme} onChoose={chooseTheme} hasNames />
      </SettingsSection>
    </>
  );
}
