import { expect, it } from 'vitest';
import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import { exampleStep } from '@/tests/support/example-step';
import { planMarkdown } from './plan-markdown';

const plan = {
  task: { id: 't', title: 'Write it down' },
  status: 'blocked',
  completed_steps: 1,
  total_steps: 3,
  plan_type: 'research',
  created_by: 'claude',
  agent_reasoning: 'First this.\nThen that.',
  steps: [
    exampleStep(1, {
      status: 'completed',
      started_at: '2026-03-03T12:00:00Z',
      completed_at: '2026-03-03T12:34:00Z',
      estimated_duration: 30,
      result: { text: 'a ```fence``` inside' },
    }),
    exampleStep(2, { status: 'blocked', error_message: 'No key\nAsk for one', description: 'Two\nlines' }),
    exampleStep(3, { estimated_duration: 5 }),
  ],
} as unknown as PlanWithDetails; // Markdown syntax

it('shows title, state, reasoning, and each step with its time, error and result', () => {
  expect(planMarkdown(plan, Date.parse('2026-03-03T13:00:00Z'))).toBe(`# Write it down

Blocked, 1/3 steps, research by claude

> First this.
> Then that.

1. [x] Step 1 (search, completed, 34 / 30 min)
   \`\`\`\`json
   {
     "text": "a \`\`\`fence\`\`\` inside"
   }
   \`\`\`\`
2. [ ] Two lines (search, blocked)
   > No key
   > Ask for one
3. [ ] Step 3 (search, pending, 5 min est.)
`);
});
