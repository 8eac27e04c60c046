import type { Metadata } from 'next';
import { DecisionRules } from '@/components/settings/decision-rules';
import { SettingsSection } from '@/components/settings/settings-section';
import { requireCaller } from '@/lib/auth/session';
import { call } from '@/lib/capture/results';
import { createServerClient } from '@/lib/supabase/server';
import { saveDecisionRules, tryDecisionRule } from '../actions';

export const metadata: Metadata = { title: 'Decisions · Settings' };

export default async function DecisionSettings() {
  await requireCaller();
  const projects = await call(await createServerClient(), 'agent_list_decision_rules');
  return (
    <SettingsSection
      title="Standing decisions"
      description="Rules that deny or allow tool calls of coding agents, or always ask about them. Each use is a log row."
    >
      <DecisionRules projects={projects} onSave={saveDecisionRules} onTry={tryDecisionRule} />
    </SettingsSection>
  );
}
