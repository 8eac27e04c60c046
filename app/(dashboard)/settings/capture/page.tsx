import type { Metadata } from 'next';
import { DropRules } from '@/components/settings/drop-rules';
import { MemoryProjects } from '@/components/settings/memory-projects';
import { SettingsSection } from '@/components/settings/settings-section';
import { requireCaller } from '@/lib/auth/session';
import { call } from '@/lib/capture/results';
import { createServerClient } from '@/lib/supabase/server';
import { saveDropRules, saveMemoryProject } from '../actions';

export const metadata: Metadata = { title: 'Capture · Settings' };

export default async function CaptureSettings() {
  await requireCaller();
  const db = await createServerClient();
  const [dropRules, memory] = await Promise.all([
    call(db, 'agent_list_drop_rules'),
    call(db, 'agent_list_memory_projects'),
  ]);
  return (
    <>
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
    </>
  );
}
