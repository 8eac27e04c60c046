import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { AgentKeys } from '@/components/agent-keys/agent-keys';
import { Notifications } from '@/components/attention/notifications';
import { Webhooks } from '@/components/attention/webhooks';
import { Budgets } from '@/components/budgets/budgets';
import { Backups } from '@/components/settings/backups';
import { ContextRetention } from '@/components/settings/context-retention';
import { DangerZone } from '@/components/settings/danger-zone';
import { DecisionRules } from '@/components/settings/decision-rules';
import { DropRules } from '@/components/settings/drop-rules';
import { ImportForm } from '@/components/settings/import-form';
import { MemoryProjects } from '@/components/settings/memory-projects';
import { Profile } from '@/components/settings/profile';
import { SettingsSection } from '@/components/settings/settings-section';
import { SharedLinks } from '@/components/shares/shared-links';
import { ThemeSwitch } from '@/components/shell/theme-switch';
import { listBudgets } from '@/lib/agent-execution/budgets';
import { listPlanShares } from '@/lib/agent-execution/plan-shares';
import { listWebhooks } from '@/lib/agent-execution/webhooks';
import { isLocalOwner } from '@/lib/auth/local-owner';
import { requireCaller } from '@/lib/auth/session';
import { getNightlyBackups } from '@/lib/backup/nightly-backups';
import { call } from '@/lib/capture/results';
import { queryAgentKeys } from '@/lib/dashboard/agent-keys';
import { getRetention } from '@/lib/dashboard/context-retention';
import { getPushSettings } from '@/lib/dashboard/notifications';
import { env } from '@/lib/env';
import { originOf } from '@/lib/http/request-origin';
import { createServerClient } from '@/lib/supabase/server';
import { readTheme } from '../../theme';
import { chooseTheme } from '../../theme-actions';
import { deleteBudget, setBudget } from '../budget-actions';
import { revokeShare } from '../share-actions';
import {
  createKey,
  deleteAllData,
  keepContext,
  revokeKey,
  saveDecisionRules,
  saveDropRules,
  saveMemoryProject,
  setPassword,
  tryDecisionRule,
} from './actions';
import {
  deleteSubscription,
  deleteWebhook,
  rotateWebhookSecret,
  saveSubscription,
  saveWebhook,
  testSubscription,
  testWebhook,
} from './attention-actions';

export const metadata: Metadata = { title: 'Settings' };

export default async function SettingsPage() {
  const { user_id, email } = await requireCaller();
  const db = await createServerClient();
  const [
    theme,
    keys,
    budgets,
    memory,
    push,
    webhooks,
    shares,
    retention,
    dropRules,
    decisionRules,
    backups,
    requestHeaders,
  ] = await Promise.all([
    readTheme(),
    queryAgentKeys(db),
    listBudgets(db),
    call(db, 'agent_list_memory_projects'),
    getPushSettings(db),
    listWebhooks(db),
    listPlanShares(db),
    getRetention(db),
    call(db, 'agent_list_drop_rules'),
    call(db, 'agent_list_decision_rules'),
    // The size of a backup reveals how much data other people have, so only the local owner sees it.
    isLocalOwner(email) ? getNightlyBackups() : null,
    headers(),
  ]);
  const usable = keys.filter(({ revoked_at }) => revoked_at === null);
  return (
    <div className="max-w-6xl">
      <h1 className="mb-3 font-semibold text-title">Settings</h1>
      <SettingsSection title="Profile" description="Your account on this server.">
        <Profile
          email={email}
          userId={user_id}
          isLocalOwner={isLocalOwner(email)}
          onSetPassword={setPassword}
        />
      </SettingsSection>
      <SettingsSection title="Appearance" description="Stored in this browser." isPrinted={false}>
        <ThemeSwitch theme={theme} onChoose={chooseTheme} />
      </SettingsSection>
      <SettingsSection
        title="Agent keys"
        description="An agent uses a key to call the API on your behalf, within the scopes of the key."
      >
        <AgentKeys
          keys={keys}
          isOff={!env().jwtSecret}
          origin={originOf(requestHeaders)}
          onCreate={createKey}
          onRevoke={revokeKey}
        />
      </SettingsSection>
      {usable.length > 0 && (
        <SettingsSection
          title="Budgets of keys"
          description="What the agents of a key may spend. Budgets of plans and tasks are on the page of a plan, under Steering."
        >
          <div className="rounded-md border border-line bg-surface">
            <Budgets
              targets={usable.map(({ id, name }) => ({ name, agent_key_id: id }))}
              budgets={budgets.filter(({ agent_key_id }) => usable.some(({ id }) => id === agent_key_id))}
              onSet={setBudget}
              onDelete={deleteBudget}
            />
          </div>
        </SettingsSection>
      )}
      <SettingsSection
        title="Notifications"
        description="Your browser notifies you when an agent needs you, also while no page is open. Choose the events for each browser."
      >
        <Notifications
          publicKey={push.public_key}
          subscriptions={push.subscriptions}
          onSave={saveSubscription}
          onDelete={deleteSubscription}
          onTest={testSubscription}
        />
      </SettingsSection>
      <SettingsSection
        title="Webhooks"
        description="Addresses outside of this server that receive events when an agent needs a person. Secrets are shown once."
      >
        <Webhooks
          webhooks={webhooks}
          isOff={!env().databaseUrl}
          onSave={saveWebhook}
          onDelete={deleteWebhook}
          onRotate={rotateWebhookSecret}
          onTest={testWebhook}
        />
      </SettingsSection>
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
      <SettingsSection
        title="Captured runs"
        description="Contents of files and of whole tools that are never stored. The runs keep their steps and log rows, with names, exit codes and durations."
      >
        <DropRules projects={dropRules} onSave={saveDropRules} />
      </SettingsSection>
      <SettingsSection
        title="Memory"
        description="Context of earlier runs in a folder, which the next run receives when it starts and with each prompt: at most 2,000 tokens."
      >
        <MemoryProjects projects={memory} onSave={saveMemoryProject} />
      </SettingsSection>
      <SettingsSection
        title="Standing decisions"
        description="Rules that deny or allow tool calls of coding agents, or always ask about them. Each use is a log row."
      >
        <DecisionRules projects={decisionRules} onSave={saveDecisionRules} onTry={tryDecisionRule} />
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
    </div>
  );
}
