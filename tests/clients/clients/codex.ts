import { programOf } from '../installed';
import { responses } from '../model/responses';
import { ITEMS, type TestedClient } from './client';

const patch = (...lines: string[]) => ({
  name: 'apply_patch',
  input: ['*** Begin Patch', ...lines, '*** End Patch', ''].join('\n'),
});

const linesOf = (content: string) => content.trimEnd().split('\n');

/** Settings of one run. Without plugins and apps, it asks for nothing but the model. */
const settingsOf = (model: string) => ({
  model: 'gpt-5.5',
  model_provider: 'scripted',
  'model_providers.scripted.name': 'Scripted',
  'model_providers.scripted.base_url': `${model}/v1`,
  'model_providers.scripted.env_key': 'MODEL_KEY',
  'model_providers.scripted.wire_api': 'responses',
  'model_providers.scripted.supports_websockets': false,
  'analytics.enabled': false,
  'features.plugins': false,
  'features.apps': false,
  'features.remote_plugin': false,
  'features.multi_agent_v2': true, // or the model first searches for the tools of subagents
});

const options = (settings: object) =>
  Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${JSON.stringify(value)}`]);

/** Returns the command of a run at a terminal, in which the client asks before it leaves its sandbox. Its hooks are trusted. */
export const codexAtTerminal = (prompt: string, model: string, folder: string): string[] => [
  process.execPath,
  programOf('codex'),
  '--dangerously-bypass-hook-trust',
  ...options({ ...settingsOf(model), approval_policy: 'on-request', sandbox_mode: 'read-only' }),
  ...['-c', `projects={ ${JSON.stringify(folder)} = { trust_level = "trusted" } }`],
  prompt,
];

export const codex: TestedClient = {
  name: 'codex',
  dialect: responses,
  hasSubagentRows: true,
  hasSubagentTelemetry: false,
  hasCost: false, // it has the tool for patches only with models that the price table lacks
  hasFinalMessage: true,
  others: ['POST /v1/analytics/codex/turn-costs'],
  calls: () => ({
    list: (statuses) => [
      {
        name: 'update_plan',
        input: { plan: ITEMS.map((step, n) => ({ step, status: statuses[n] ?? 'pending' })) },
      },
    ],
    write: (content) => patch('*** Add File: greet.sh', ...linesOf(content).map((line) => `+${line}`)),
    edit: (before, after) => patch('*** Update File: greet.sh', '@@', `-${before}`, `+${after}`),
    run: (cmd) => ({ name: 'exec_command', input: { cmd, yield_time_ms: 30_000 } }),
    delegate: (_description, message) => [
      {
        name: 'spawn_agent',
        namespace: 'collaboration',
        input: { task_name: 'count', message, fork_turns: 'none' },
      },
      { name: 'wait_agent', namespace: 'collaboration', input: {} },
    ],
    finish: (text) => ({ text }),
  }),
  // Without this option it skips hooks that no person has trusted.
  command: (prompt, model) => [
    process.execPath,
    programOf('codex'),
    ...['exec', '--skip-git-repo-check', '--dangerously-bypass-hook-trust'],
    '--dangerously-bypass-approvals-and-sandbox',
    ...options(settingsOf(model)),
    prompt,
  ],
  env: () => ({ MODEL_KEY: 'test' }),
};
