/** Lists and calls the tools. Every result and error is one text, which all clients show to their model. */
import {
  type CallToolResult,
  type McpServer,
  ProtocolError,
  ProtocolErrorCode,
  type Tool as ShownTool,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import { AgentExecutionError, errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import type { Embedder } from '@/lib/agent-execution/embedder';
import { idempotentClient } from '@/lib/agent-execution/idempotent-client';
import { nearestName } from '@/lib/agent-execution/near-miss';
import { readArguments, shownSchema, takeIdempotencyKey } from './arguments';
import { linesOf } from './budget';
import { agentNameOf } from './client-name';
import { messageLines } from './message-lines';
import { onlyReads, type Tool } from './tool';
import { tools } from './tools/tools';

/** An argument of every writing tool: the same call with the same key runs once. */
const keyField = { idempotency_key: z.string().optional() };

/** Returns a tool as a client sees it. */
function show(tool: Tool): ShownTool {
  const { name, description, isIdempotent, input } = tool;
  return {
    name,
    description,
    inputSchema: { ...shownSchema(onlyReads(tool) ? input : input.extend(keyField)), type: 'object' },
    // No tool reaches beyond the system, and no write destroys: earlier values stay in the log.
    annotations: {
      ...(onlyReads(tool) ? { readOnlyHint: true } : { destructiveHint: false }),
      ...(isIdempotent && { idempotentHint: true }),
      openWorldHint: false,
    },
  };
}

const toResult = (text: string): CallToolResult => ({ content: [{ type: 'text', text }] });

/** Returns an error that an agent can act on: code, message, hint and the other invalid fields. */
function toErrorResult(error: unknown): CallToolResult {
  const isKnown = error instanceof AgentExecutionError && error.code !== 'internal';
  if (!isKnown) console.error(error);
  const { code, message, hint, details } = isKnown
    ? error
    : errorOf('internal', 'The server failed to process the call.');
  const text = linesOf(`${code}: ${message} ${hint}`, textOfDetails(details));
  return { ...toResult(text), isError: true };
}

/** Returns details that the message lacks: a list of several problems, or values. */
function textOfDetails(details: unknown): string | null {
  const isEmpty = details === null || details === undefined || (Array.isArray(details) && details.length < 2);
  return isEmpty ? null : JSON.stringify(details).slice(0, 2000);
}

/** Maps the name of each tool and each of its operations to the tool. */
const callable = new Map(
  tools.flatMap(({ name, operations }) => operations.map((id): [string, string] => [id, name])).toReversed(),
);
for (const { name } of tools) callable.set(name, name);

/** Returns a protocol error that names the nearest tool. Models may keep the prefix with the server's name that clients add. */
function unknownTool(name: string): ProtocolError {
  const nearest = nearestName(name.replace(/^.*__/, ''), [...callable.keys()]);
  const suggestion = nearest === null ? '' : ` Did you mean ${callable.get(nearest)}?`;
  const names = tools.map((tool) => tool.name).join(', ');
  const text = `Unknown tool ${name}.${suggestion} The tools are ${names}.`;
  return new ProtocolError(ProtocolErrorCode.InvalidParams, text);
}

/** Returns the arguments with the client's name as agent_name, if the tool takes one and the model sent none. */
function withAgentName(tool: Tool, sent: Record<string, unknown> | undefined, client: string | undefined) {
  const name = agentNameOf(client);
  const needsName = name && 'agent_name' in tool.input.shape && !sent?.agent_name;
  return needsName ? { ...sent, agent_name: name } : sent;
}

/** Registers tools/list and tools/call. The SDK's own registry would announce listChanged, and its errors have no hint. */
export function serveTools(
  { server }: McpServer,
  db: AgentExecutionClient,
  embedder?: Embedder,
  clientName?: string,
): void {
  server.registerCapabilities({ tools: {} });
  server.setRequestHandler('tools/list', () => ({ tools: tools.map(show) }));
  server.setRequestHandler('tools/call', async ({ params }) => {
    const tool = tools.find(({ name }) => name === params.name);
    if (!tool) throw unknownTool(params.name);
    try {
      const named = withAgentName(tool, params.arguments, server.getClientVersion()?.name ?? clientName);
      const { key, sent } = takeIdempotencyKey(tool, named);
      const client = key === undefined ? db : idempotentClient(db, key);
      const input = readArguments(tool, sent);
      const text = await tool.call(client, input, embedder);
      return toResult([text, await messageLines(db, input)].filter(Boolean).join('\n\n'));
    } catch (error) {
      return toErrorResult(error);
    }
  });
}
