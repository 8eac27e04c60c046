import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { AgentKeys } from '@/components/agent-keys/agent-keys';
import { ContextRetention } from '@/components/settings/context-retention';
import { DangerZone } from '@/components/settings/danger-zone';
import { Profile } from '@/components/settings/profile';
import { SettingsSection } from '@/components/settings/settings-section';
import { ThemeSwitch } from '@/components/shell/theme-switch';
import { queryAgentKeys } from '@/lib/agent-execution/agent-keys';
import { getRetention } from '@/lib/agent-execution/context-retention';
import { isLocalOwner } from '@/lib/auth/local-owner';
import { requireCaller } from '@/lib/auth/session';
import { env } from '@/lib/env';
import { originOf } from '@/lib/request-origin';
import { createServerClient } from '@/lib/supabase/server';
import { readTheme } from '../../theme';
import { chooseTheme } from '../../theme-actions';
import { createKey, deleteAllData, keepContext, revokeKey, setPassword } from './actions';

export const metadata: Metadata = { title: 'Settings' };

export default async function SettingsPage() {
  const { user_id, email } = await requireCaller();
  const db = await createServerClient();
  const [theme, keys, retention, requestHeaders] = await Promise.all([
    readTheme(),
    queryAgentKeys(db),
    getRetention(db),
    headers(),
  ]);
  return (
    <div className="max-w-6xl">
      <h1 className="mb-3 font-semibold text-title">Settings</h1>
      <SettingsSection title="Profile" description="Who you are here.">
        <Profile
          email={email}
          userId={user_id}
          isLocalOwner={isLocalOwner(email)}
          onSetPassword={setPassword}
        />
      </SettingsSection>
      <SettingsSection title="Appearance" description="Kept in this browser.">
        <ThemeSwitch theme={theme} onChoose={chooseTheme} />
      </SettingsSection>
      <SettingsSection
        title="Agent keys"
        description="With a key an agent comes in over the API and acts for you, under the same rules as you and within the key’s scopes."
      >
        <AgentKeys
          keys={keys}
          isOff={!env().jwtSecret}
          origin={originOf(requestHeaders)}
          onCreate={createKey}
          onRevoke={revokeKey}
        />
      </SettingsSection>
      <SettingsSection
        title="Context"
        description="How long what agents remember is kept. Kinds that are not named here are kept for good."
      >
        <ContextRetention rules={retention} onKeep={keepContext} />
      </SettingsSection>
      <SettingsSection
        title="Danger zone"
        description="Take everything along, then part with it."
        isDangerous
      >
        <DangerZone userId={user_id} onDelete={deleteAllData} />
      </SettingsSection>
    </div>
  );
}
