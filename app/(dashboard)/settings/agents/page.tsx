import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { AgentKeys } from '@/components/agent-keys/agent-keys';
import { Budgets } from '@/components/budgets/budgets';
import { SettingsSection } from '@/components/settings/settings-section';
import { listBudgets } from '@/lib/agent-execution/budgets';
import { requireCaller } from '@/lib/auth/session';
import { queryAgentKeys } from '@/lib/dashboard/agent-keys';
import { env } from '@/lib/env';
import { originOf } from '@/lib/http/request-origin';
import { createServerClient } from '@/lib/supabase/server';
import { deleteBudget, setBudget } from '../../budget-actions';
import { createKey, revokeKey } from '../actions';

export const metadata: Metadata = { title: 'Agents · Settings' };

export default async function AgentSettings() {
  await requireCaller();
  const db = await createServerClient();
  const [keys, budgets, requestHeaders] = await Promise.all([queryAgentKeys(db), listBudgets(db), headers()]);
  const usable = keys.filter(({ revoked_at }) => revoked_at === null);
  return (
    <>
      <SettingsSection
        title="Agent keys"
        description="An agent uses a key to call the API on your behalf, within the scopes of the key."
        isFramed={false}
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
          <Budgets
            targets={usable.map(({ id, name }) => ({ name, agent_key_id: id }))}
            budgets={budgets.filter(({ agent_key_id }) => usable.some(({ id }) => id === agent_key_id))}
            onSet={setBudget}
            onDelete={deleteBudget}
          />
        </SettingsSection>
      )}
    </>
  );
}
