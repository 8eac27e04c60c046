import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { AgentGuidePanel } from '@/components/connect/agent-guide-panel';
import { ConnectAgent } from '@/components/connect/connect-agent';
import { ConnectorLog } from '@/components/connect/connector-log';
import { ImportPastRuns } from '@/components/connect/import-past-runs';
import { Notice } from '@/components/ui/notice';
import { QueryProvider } from '@/components/ui/query-provider';
import { SKILL_NAME } from '@/lib/connect/guide-files';
import { connectScript } from '@/lib/connectors/connect-script';
import { queryAgentKeys } from '@/lib/dashboard/agent-keys';
import { env } from '@/lib/env';
import { originOf } from '@/lib/http/request-origin';
import { agentGuide } from '@/lib/mcp/agent-guide';
import { createServerClient } from '@/lib/supabase/server';
import { createKey } from '../settings/actions';

/** Shown in place of the folder to people on another machine. */
const REMOTE_FOLDER = '/path/to/agent-execution-system';

export const metadata: Metadata = { title: 'Connect an agent' };

export default async function ConnectPage() {
  const keys = await queryAgentKeys(await createServerClient());
  const origin = originOf(await headers());
  const { jwtSecret, publishableKey, isLoopback } = env();
  return (
    <div className="grid gap-4">
      <h1 className="font-semibold text-title">Connect an agent</h1>
      {!jwtSecret && (
        <Notice tone="info" title="Agent keys are turned off on this server.">
          Set SUPABASE_JWT_SECRET on the server to turn them on.
        </Notice>
      )}
      <QueryProvider>
        <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,7fr)_minmax(0,5fr)]">
          <ConnectAgent
            keys={keys}
            origin={origin}
            publishableKey={publishableKey}
            folder={isLoopback ? process.cwd() : REMOTE_FOLDER}
            script={await connectScript()}
            onCreate={createKey}
          />
          <div className="grid min-w-0 gap-4">
            <AgentGuidePanel guide={agentGuide} origin={origin} skill={SKILL_NAME} />
            <ImportPastRuns />
            <ConnectorLog />
          </div>
        </div>
      </QueryProvider>
    </div>
  );
}
