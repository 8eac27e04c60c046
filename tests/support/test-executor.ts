/**
 * A process that executes a plan and is killed by tests: test-executor.ts <access token> <task> <file>. Each run of a step is a line of the
 * file.
 */
import { appendFileSync } from 'node:fs';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import { sleep } from '@/lib/agent-execution/retry';
import { embeddedFetch } from '@/lib/supabase/embedded/api';
import { createTokenClient } from '@/lib/supabase/token';

const [token = '', taskId = '', file = ''] = process.argv.slice(2);
const steps = Array.from({ length: 8 }, (_, i) => ({
  step: i + 1,
  action: 'work',
  description: `Step ${i + 1}`,
}));

const plan = await createAgentExecution(createTokenClient(token, embeddedFetch)).executePlan(
  taskId,
  'implementation',
  steps,
  async ({ step }, planId, { attempt }) => {
    appendFileSync(file, `${planId} ${step} ${attempt}\n`);
    await sleep(80);
    return { step };
  },
  { lease_seconds: 1 },
);
process.exit(plan.status === 'completed' ? 0 : 1);
