/** What `npm start` says once the app can be used. */
import type { Backend } from '../lib/supabase/embedded/backend.ts';

export function welcome(origin: string, backend: Backend | null, readyIn: string): string {
  const lines = ['', `  Agent Execution System is ready in ${readyIn}`, '', `  Open      ${origin}`];
  if (!backend) return [...lines, '  Data      the Supabase in NEXT_PUBLIC_SUPABASE_URL', ''].join('\n');
  lines.push(
    '  Sign in   "Continue as local owner", or with',
    `            ${backend.owner.email}`,
    `            ${backend.owner.password}`,
  );
  if (backend.agentKey) {
    lines.push(
      '',
      `  Agent key ${backend.agentKey}`,
      '  Try it',
      `            curl -H 'Authorization: Bearer ${backend.agentKey}' ${origin}/api/v1/plans`,
    );
  }
  return [
    ...lines,
    '',
    '  Stop with ctrl-c. Data stay in the data folder; `npm run reset` deletes them.',
    '',
  ].join('\n');
}
