/**
 * The MCP server of one caller: eight tools over the service, plans and tasks as resources, and the guide as a prompt. It is made
 * anew for each request, so it holds nothing.
 */
import { type CallToolResult, McpServer, ResourceTemplate } from '@modelcontextprotocol/server';
import type { z } from 'zod';
import { AgentExecutionError, errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { setContexts } from '@/lib/agent-execution/context';
import { readPack, readSearch } from '@/lib/agent-execution/context-reads';
import type { Embedder } from '@/lib/agent-execution/embedder';
import { addLog } from '@/lib/agent-execution/logs';
import { nextStep } from '@/lib/agent-execution/next-step';
import { createPlan, createPlannedTask, getRecentPlan, queryPlans } from '@/lib/agent-execution/plans';
import { blockStep, moveStep } from '@/lib/agent-execution/steps';
import { getTask, queryTasks } from '@/lib/agent-execution/tasks';
import { actionOfVerb } from '@/lib/api/contracts/steps';
import { agentGuide } from './agent-guide';
import { foundText, planListText, planText, stepText, taskListText } from './text';
import { toolDescriptions, toolInputs } from './tools';

type ToolName = keyof typeof toolInputs;
type Input<Name extends ToolName> = z.output<(typeof toolInputs)[Name]>;

/** What a tool answers: a few words, and all of it as data. */
interface Answer {
  text: string;
  data: object;
}

type Tools = { [Name in ToolName]: (input: Input<Name>) => Promise<Answer> };

function createTools(db: AgentExecutionClient, embedder: Embedder | undefined): Tools {
  return {
    async create_plan({ task_id, task_title, steps, ...rest }) {
      const numbered = steps.map((step, index) => ({ ...step, step: index + 1 }));
      if ((task_id === undefined) === (task_title === undefined))
        throw errorOf('invalid_input', 'Give either task_id or task_title.');
      const plan =
        task_id === undefined
          ? await createPlannedTask(db, { ...rest, steps: numbered, title: task_title ?? '' })
          : await createPlan(db, { ...rest, steps: numbered, task_id });
      return {
        text: `Created plan ${plan.id} of ${plan.total_steps} steps for task ${plan.task_id}. Call next_step to begin.`,
        data: { plan },
      };
    },
    async get_plan({ plan_id, include }) {
      const plan = await getRecentPlan(db, plan_id, include?.includes('logs'), include?.includes('context'));
      return { text: planText(plan), data: { plan } };
    },
    async next_step({ plan_id }) {
      const { plan, step, reason } = await nextStep(db, plan_id);
      return {
        text: plan && step ? stepText(plan, step) : (reason ?? ''),
        data: { plan_id: plan?.id ?? null, task: plan?.task ?? null, step, reason },
      };
    },
    async report_step({ plan_id, step_number, outcome, error_message, ...options }) {
      if (outcome === 'block') {
        if (!error_message) throw errorOf('invalid_input', 'Say in error_message what blocks the step.');
        const plan = await blockStep(db, plan_id, step_number, error_message);
        return {
          text: `Blocked step ${step_number}; the plan is ${plan.status}. A person has to act.`,
          data: { plan },
        };
      }
      const step = await moveStep(db, plan_id, step_number, actionOfVerb[outcome], {
        ...options,
        error_message,
      });
      const next = await nextStep(db, plan_id);
      const then = next.plan && next.step ? stepText(next.plan, next.step) : next.reason;
      return {
        text: `Step ${step_number} is ${step.status}. ${then ?? ''}`,
        data: { step, next_step: next.step, plan_status: next.plan?.status ?? null },
      };
    },
    async log(input) {
      const log = await addLog(db, input);
      return { text: `Logged as #${log.seq}.`, data: { log } };
    },
    async remember({ entries }) {
      const kept = await setContexts(db, entries);
      return {
        text: kept
          .map(({ context_type, context_key, version }) => `${context_type}/${context_key} v${version}`)
          .join('\n'),
        data: {
          entries: kept.map(({ id, context_type, context_key, version }) => ({
            id,
            context_type,
            context_key,
            version,
          })),
        },
      };
    },
    async recall({ query, plan_id, task_id, max_tokens, limit }) {
      if (plan_id !== undefined || task_id !== undefined) {
        const {
          markdown,
          pieces: _,
          ...pack
        } = await readPack(db, { query, plan_id, task_id, max_tokens }, embedder);
        return { text: markdown, data: pack };
      }
      const found = await readSearch(db, { query: query ?? '', limit: limit ?? 8 }, embedder);
      return {
        text: foundText(found.entries) || 'Nothing is remembered that has these words.',
        data: { entries: found.entries, found: found.found },
      };
    },
    async list({ what, status, search, limit = 20, cursor }) {
      if (what === 'tasks') {
        const tasks = await queryTasks(db, { limit, cursor });
        const { next_cursor } = tasks;
        return { text: taskListText(tasks) || 'There are no tasks.', data: { tasks, next_cursor } };
      }
      const plans = await queryPlans(db, { status, search, limit, cursor });
      return {
        text: planListText(plans) || 'There are no such plans.',
        data: { plans: plans.map(({ plan_json: _, ...plan }) => plan), next_cursor: plans.next_cursor },
      };
    },
  };
}

/** An error as an agent can act on it. */
function toResult(error: unknown): CallToolResult {
  if (!(error instanceof AgentExecutionError) || error.code === 'internal') {
    console.error(error);
    return {
      isError: true,
      content: [{ type: 'text', text: 'Something went wrong on the server. Try again.' }],
    };
  }
  return {
    isError: true,
    content: [{ type: 'text', text: `${error.code}: ${error.message} ${error.hint}` }],
  };
}

/** The server for one caller's client. */
export function createMcpServer(db: AgentExecutionClient, embedder?: Embedder): McpServer {
  const server = new McpServer(
    { name: 'agent-execution-system', version: '1.0.0' },
    {
      instructions:
        'Plan, log, remember and report here. Begin with next_step and recall; the prompt "guide" has more.',
    },
  );
  const tools = createTools(db, embedder);
  const register = <Name extends ToolName>(name: Name) =>
    server.registerTool(
      name,
      { description: toolDescriptions[name], inputSchema: toolInputs[name] as z.ZodType },
      async (input): Promise<CallToolResult> => {
        try {
          const { text, data } = await tools[name](input as Input<Name>); // checked against that very schema
          return { content: [{ type: 'text', text }], structuredContent: { ...data } };
        } catch (error) {
          return toResult(error);
        }
      },
    );
  // Object.keys knows its keys only as text.
  for (const name of Object.keys(toolInputs) as ToolName[]) register(name);

  const asJson = (uri: URL, value: unknown) => ({
    contents: [{ uri: uri.href, mimeType: 'application/json', text: JSON.stringify(value, null, 2) }],
  });
  server.registerResource(
    'plan',
    new ResourceTemplate('plan://{id}', { list: undefined }),
    { title: 'A plan', description: 'With its steps and subtasks', mimeType: 'application/json' },
    async (uri, { id }) => asJson(uri, await getRecentPlan(db, String(id))),
  );
  server.registerResource(
    'task',
    new ResourceTemplate('task://{id}', { list: undefined }),
    { title: 'A task', mimeType: 'application/json' },
    async (uri, { id }) => asJson(uri, await getTask(db, decodeURIComponent(String(id)))),
  );
  server.registerPrompt(
    'guide',
    {
      title: 'How to work with the Agent Execution System',
      description: 'When to plan, log, remember and block',
    },
    () => ({ messages: [{ role: 'user', content: { type: 'text', text: agentGuide } }] }),
  );
  return server;
}
