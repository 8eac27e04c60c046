/** Plans and tasks as resources. The newest are listed; all can be read. */
import { type McpServer, ResourceNotFoundError, ResourceTemplate } from '@modelcontextprotocol/server';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { stringifyExact } from '@/lib/agent-execution/exact-json';
import { getRecentPlan, queryPlans } from '@/lib/agent-execution/plans';
import { getTask, queryTasks } from '@/lib/agent-execution/tasks';
import { isAbsent } from '@/lib/is-absent';

/** The number of plans and of tasks in the list. */
const LISTED_PER_NOUN = 20;
const mimeType = 'application/json';

async function readJson(uri: URL, read: () => Promise<unknown>) {
  try {
    return { contents: [{ uri: uri.href, mimeType, text: stringifyExact(await read(), 2) }] };
  } catch (error) {
    throw isAbsent(error) ? new ResourceNotFoundError(uri.href) : error;
  }
}

export function registerResources(server: McpServer, db: AgentExecutionClient): void {
  const listPlans = async () => ({
    resources: (await queryPlans(db, { limit: LISTED_PER_NOUN })).map(
      ({ id, plan_type, status, task_title }) => ({
        uri: `plan://${id}`,
        name: `${plan_type}: ${task_title}`.slice(0, 200),
        description: `A plan, ${status}`,
      }),
    ),
  });
  const listTasks = async () => ({
    resources: (await queryTasks(db, { limit: LISTED_PER_NOUN })).map(({ id, title }) => ({
      uri: `task://${encodeURIComponent(id)}`,
      name: title.slice(0, 200),
      description: 'A task',
    })),
  });
  server.registerResource(
    'plan',
    new ResourceTemplate('plan://{id}', { list: listPlans }),
    { title: 'A plan', description: 'A plan with its steps and subtasks', mimeType },
    (uri, { id }) => readJson(uri, () => getRecentPlan(db, String(id))),
  );
  server.registerResource(
    'task',
    new ResourceTemplate('task://{id}', { list: listTasks }),
    { title: 'A task', mimeType },
    (uri, { id }) => readJson(uri, () => getTask(db, decodeURIComponent(String(id)))),
  );
}
