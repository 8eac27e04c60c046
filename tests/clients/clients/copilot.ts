import { join } from 'node:path';
import { programOf } from '../installed';
import { chat } from '../model/chat';
import { ITEMS, type TestedClient } from './client';

const sql = (query: string) => ({ name: 'sql', input: { description: 'Change the list', query } });

/** Its list is a table of todos, which it changes by SQL. */
const STATUSES = { pending: 'pending', in_progress: 'in_progress', completed: 'done' };

export const copilot: TestedClient = {
  name: 'copilot',
  dialect: chat,
  hasSubagentRows: true,
  hasSubagentTelemetry: true,
  hasCost: true,
  hasFinalMessage: false,
  calls: (folder) => ({
    list: (statuses, isFirst) => [
      ...(isFirst
        ? [
            sql(
              `INSERT INTO todos (id, title) VALUES ${ITEMS.map((title, n) => `('t${n}', '${title}')`).join(', ')}`,
            ),
          ]
        : []),
      ...statuses.flatMap((status, n) =>
        status === 'pending'
          ? []
          : [sql(`UPDATE todos SET status = '${STATUSES[status]}' WHERE id = 't${n}'`)],
      ),
    ],
    write: (file_text) => ({ name: 'create', input: { path: join(folder, 'greet.sh'), file_text } }),
    edit: (old_str, new_str) => ({
      name: 'edit',
      input: { path: join(folder, 'greet.sh'), old_str, new_str },
    }),
    run: (command) => ({ name: 'bash', input: { command, description: 'Run a command', initial_wait: 120 } }),
    delegate: (description, prompt) => [
      {
        name: 'task',
        input: { name: 'count', description, prompt, agent_type: 'general-purpose', mode: 'sync' },
      },
    ],
    finish: (text) => ({ text }),
  }),
  command: (prompt) => [process.execPath, programOf('copilot'), '--prompt', prompt, '--allow-all'],
  env: (model) => ({
    COPILOT_OFFLINE: 'true',
    COPILOT_AUTO_UPDATE: 'false',
    COPILOT_PROVIDER_BASE_URL: `${model}/v1`,
    COPILOT_PROVIDER_API_KEY: 'test',
    COPILOT_MODEL: 'gpt-4.1',
  }),
};
