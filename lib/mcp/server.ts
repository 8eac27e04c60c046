/**
 * The MCP server of one caller: tools over the service, plans and tasks as resources, and the guide as a prompt. Each request creates
 * its own server, so it keeps no state and announces no changes of its lists.
 */
import { McpServer } from '@modelcontextprotocol/server';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import type { Embedder } from '@/lib/agent-execution/embedder';
import { version } from '@/lib/version';
import { agentGuide } from './agent-guide';
import { serveTools } from './call-tool';
import { registerResources } from './resources';

const identity = { name: 'agent-execution-system', version };
const options = {
  instructions:
    'Plan, report and log your work here, and store context. Start with next_step and recall. The prompt "guide" explains the rest.',
  capabilities: { resources: { listChanged: false }, prompts: { listChanged: false } },
};

/** Creates the server for a caller. */
export function createMcpServer(
  db: AgentExecutionClient,
  embedder?: Embedder,
  clientName?: string,
): McpServer {
  const server = new McpServer(identity, options);
  serveTools(server, db, embedder, clientName);
  registerResources(server, db);
  server.registerPrompt(
    'guide',
    {
      title: 'How to work with the Agent Execution System',
      description: 'When to plan, report, log, store context and block',
    },
    () => ({ messages: [{ role: 'user', content: { type: 'text', text: agentGuide } }] }),
  );
  return server;
}
