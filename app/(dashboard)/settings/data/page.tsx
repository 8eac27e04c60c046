import type { Metadata } from 'next';
import { Backups } from '@/components/settings/backups';
import { ContextRetention } from '@/components/settings/context-retention';
import { DangerZone } from '@/components/settings/danger-zone';
import { ImportForm } from '@/components/settings/import-form';
import { SettingsSection } from '@/components/settings/settings-section';
import { SharedLinks } from '@/components/shares/shared-links';
import { listPlanShares } from '@/lib/agent-execution/plan-shares';
import { isLocalOwner } from '@/lib/auth/local-owner';
import { requireCaller } from '@/lib/auth/session';
import { getNightlyBackups } from '@/lib/backup/nightly-backups';
import { getRetention } from '@/lib/dashboard/context-retention';
import { createServerClient } from '@/lib/supabase/server';
import { revokeShare } from '../../share-actions';
import { deleteAllData, keepContext } from '../actions';

export const metadata: Metadata = { title: 'Data · Settings' };

export default async function DataSettings() {
  const { user_id, email } = await requireCaller();
  const db = await createServerClient();
  const [shares, retention, backups] = await Promise.all([
    listPlanShares(db),
    getRetention(db),
    // The size of a backup reveals how much data other people have, so only the local owner sees it.
    isLocalOwner(email) ? getNightlyBackups() : null,
  ]);
  return (
    <>
      <SettingsSection
        title="Shared links"
        description="Links that show one plan, read-only and without a sign-in. Make one with “Share…” in the menu of a plan."
      >
        <SharedLinks shares={shares} onRevoke={revokeShare} />
      </SettingsSection>
      <SettingsSection
        title="Context"
        description="How long context entries are kept. Types without a rule are kept forever."
      >
        <ContextRetention rules={retention} onKeep={keepContext} />
      </SettingsSection>
      {backups && (
        <SettingsSection title="Backups" description="The server makes a backup every night.">
          <Backups {...backups} />
        </SettingsSection>
      )}
      <SettingsSection
        title="Import"
        description="Import the data that you exported from this or another server."
        isPrinted={false}
      >
        <ImportForm />
      </SettingsSection>
      <SettingsSection
        title="Danger zone"
        description="Export all your data, then delete it."
        isDangerous
        isPrinted={false}
      >
        <DangerZone userId={user_id} onDelete={deleteAllData} />
      </SettingsSection>
    </>
  );
}
