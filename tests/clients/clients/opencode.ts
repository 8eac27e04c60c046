import { join } from 'node:path';
import { programOf } from '../installed';
import { anthropic } from '../model/anthropic';
import { ITEMS, type TestedClient } from './client';

export const opencode: TestedClient = {
  name: 'opencode',
  dialect: anthropic,
  hasSubagentRows: true,
  hasSubagentTelemetry: true,
  hasCost: true,
  hasFinalMessage: true,
  calls: (folder) => ({
    list: (statuses) => [
      {
        name: 'todowrite',
        input: {
          todos: ITEMS.map((content, n) => ({ content, status: statuses[n] ?? 'pending', priority: 'high' })),
        },
      },
    ],
    write: (content) => ({ name: 'write', input: { filePath: join(folder, 'greet.sh'), content } }),
    edit: (oldString, newString) => ({
      name: 'edit',
      input: { filePath: join(folder, 'greet.sh'), oldString, newString },
    }),
    run: (command) => ({ name: 'bash', input: { command, description: 'Run a command' } }),
    delegate: (description, prompt) => [
      {
        name: 'task',
        input: { description, prompt, subagent_type: 'general' },
      },
    ],
    finish: (text) => ({ text }),
  }),
  // It puts an argument with spaces into quotes, and joins the arguments.
  command: (prompt) => [
    programOf('opencode'),
    ...['run', '-m', 'anthropic/claude-sonnet-4-5', ...prompt.split(' ')],
  ],
  env: () => ({
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
  }),
  settings: (model) => ({
    // It installs its package for plugins unless the lock file of its settings has it. Plugins work without it.
    '~/.config/opencode/package-lock.json': {
      packages: { '': { dependencies: { '@opencode-ai/plugin': '*' } } },
    },
    '~/.config/opencode/node_modules/package.json': {},
    'opencode.json': {
      provider: { anthropic: { options: { baseURL: `${model}/v1`, apiKey: 'test' } } },
    },
  }),
};
