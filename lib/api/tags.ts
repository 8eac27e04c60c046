/** The groups of operations, in the order of the reference. The keys are the tags of operations. */
export const tags = {
  tasks: {
    title: 'Tasks',
    description: 'What is to be done: a title, a due date and subtasks, with the plans that carry it out.',
  },
  plans: {
    title: 'Plans',
    description: 'How a task is carried out: a graph of steps with a status, a reasoning and a log.',
  },
  steps: {
    title: 'Steps',
    description: 'Claim, start, complete, block or fail the steps of a plan, and renew the lease of a step.',
  },
  versions: {
    title: 'Versions',
    description:
      'Replace the open steps of a plan, restore a version, and read the plan as it was at a log row.',
  },
  decisions: {
    title: 'Decisions',
    description: 'Ask a person to approve, choose or answer, and keep rules that decide without one.',
  },
  messages: {
    title: 'Messages',
    description: 'What a person writes to the agent of a plan, which receives each message once.',
  },
  logs: {
    title: 'Logs',
    description:
      'The hash-chained log of all actions: append rows, list them, follow them live and verify the chain.',
  },
  context: {
    title: 'Context',
    description: 'What agents remember: set and search entries, and get a briefing that fits a token budget.',
  },
  usage: {
    title: 'Usage and budgets',
    description:
      'Tokens and cost of model calls in any groups, and budgets that pause a plan when they are spent.',
  },
  analytics: {
    title: 'Analytics',
    description:
      'Figures of a range of days, forecasts, comparisons of runs, known errors, evidence and adherence.',
  },
  capture: {
    title: 'Capture',
    description:
      'Receive the events of coding agents, import their past sessions, and choose what is never stored.',
  },
  templates: { title: 'Templates', description: 'Plans with placeholders for their task, in versions.' },
  automation: {
    title: 'Rules',
    description: 'Rules that create a plan from a template when a task is created.',
  },
  webhooks: {
    title: 'Webhooks',
    description: 'Addresses that receive a signed event when an agent needs a person.',
  },
  shares: {
    title: 'Shared links',
    description: 'Links that show one plan without a sign-in, read-only, until they expire or are revoked.',
  },
  transfer: {
    title: 'Export and import',
    description: 'Move a task, a plan or all data to another account or server, with verifiable logs.',
  },
} as const;

export type Tag = keyof typeof tags;
