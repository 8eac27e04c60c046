import { join } from 'node:path';
import { programOf } from '../installed';
import { gemini as dialect } from '../model/gemini';
import { ITEMS, type TestedClient } from './client';

export const gemini: TestedClient = {
  name: 'gemini',
  dialect,
  hasSubagentRows: false,
  hasSubagentTelemetry: true,
  hasCost: true,
  hasFinalMessage: true,
  calls: (folder) => ({
    list: (statuses) => [
      {
        name: 'write_todos',
        input: { todos: ITEMS.map((description, n) => ({ description, status: statuses[n] ?? 'pending' })) },
      },
    ],
    write: (content) => ({ name: 'write_file', input: { file_path: join(folder, 'greet.sh'), content } }),
    edit: (old_string, new_string) => ({
      name: 'replace',
      input: { file_path: join(folder, 'greet.sh'), instruction: 'Fix the word', old_string, new_string },
    }),
    run: (command) => ({ name: 'run_shell_command', input: { command, description: 'Run a command' } }),
    delegate: (_description, prompt) => [
      {
        name: 'invoke_agent',
        input: { agent_name: 'generalist', prompt },
      },
    ],
    finish: (result) => ({ calls: [{ name: 'complete_task', input: { result: { response: result } } }] }),
  }),
  command: (prompt) => [
    process.execPath,
    programOf('gemini'),
    '--prompt',
    prompt,
    '--yolo',
    '-m',
    'gemini-2.5-pro',
  ],
  env: (model) => ({
    GOOGLE_GEMINI_BASE_URL: model,
    GEMINI_API_KEY: 'test',
    GEMINI_CLI_TRUST_WORKSPACE: 'true',
  }),
  settings: () => ({
    '.gemini/settings.json': {
      general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
      security: { auth: { selectedType: 'gemini-api-key' } },
      privacy: { usageStatisticsEnabled: false },
    },
  }),
};
