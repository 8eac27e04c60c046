/**
 * The MCP server of one caller: tools over the service, plans and tasks as resources, and the guide as a prompt. It is made anew for
 * each request, so it holds nothing.
 */
import { type CallToolResult, McpServer } from '@modelcontextprotocol/server';
import { AgentExecutionError, errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import type { Embedder } from '@/lib/agent-execution/embedder';
import { agentGuide } from './agent-guide';
import { asShown, readArguments } from './arguments';
import { registerResources } from './resources';
import { onlyReads, type Tool } from './tool';
import { tools } from './tools/tools';

/** An error as an agent can act on it, with the code, hint and details that the API has. */
function toResult(error: unknown): CallToolResult {
  const isKnown = error instanceof AgentExecutionError && error.code !== 'internal';
  if (!isKnown) console.error(error);
  const { code, message, hint, details } = isKnown
    ? error
    : errorOf('internal', 'Something went wrong on the server.');
  return {
    isError: true,
    content: [{ type: 'text', text: `${code}: ${message} ${hint}` }],
    structuredContent: { error: { code, message, hint, details } },
  };
}

function register(server: McpServer, tool: Tool, db: AgentExecutionClient, embedder?: Embedder): void {
  const { name, description, isIdempotent } = tool;
  const isReadOnly = onlyReads(tool);
  // Nothing here reaches beyond the system, and nothing that is written destroys: earlier values stay in the log.
  const annotations = {
    ...(isReadOnly ? { readOnlyHint: true } : { destructiveHint: false }),
    ...(isIdempotent && { idempotentHint: true }),
    openWorldHint: false,
  };
  server.registerTool(
    name,
    { description, annotations, inputSchema: asShown(tool) },
    async (sent): Promise<CallToolResult> => {
      try {
        const { text, data } = await tool.call(db, readArguments(tool, sent), embedder);
        return { content: [{ type: 'text', text }], structuredContent: data };
      } catch (error) {
        return toResult(error);
      }
    },
  );
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
  for (const tool of tools) register(server, tool, db, embedder);
  registerResources(server, db);
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
