import { createMcpHandler } from '@modelcontextprotocol/server';
import { AgentExecutionError } from '@/lib/agent-execution/agent-execution.error';
import { identifyCaller } from '@/lib/api/caller';
import { isAllowedOrigin, preflight } from '@/lib/api/cors';
import { withEnvelope } from '@/lib/api/envelope';
import { MAX_BODY_BYTES } from '@/lib/api/parse';
import { respondError } from '@/lib/api/respond';
import { isCrossSite, isForwarded, namesLoopback } from '@/lib/auth/same-origin';
import { embedder } from '@/lib/embeddings/embedder';
import { env } from '@/lib/env';
import { createMcpServer } from '@/lib/mcp/server';

/** A page elsewhere may reach a server of this machine by a name that it makes point here (DNS rebinding). */
function refuseStrangers({ headers }: Request): void {
  const isRebound = env().isLoopback && !namesLoopback(headers) && !isForwarded(headers);
  if (isRebound || (isCrossSite(headers) && !isAllowedOrigin(headers))) {
    throw new AgentExecutionError(
      'forbidden',
      'Pages of other sites may not speak to this server.',
      'Connect with an MCP client, to the address at which the server listens.',
    );
  }
}

/** MCP over Streamable HTTP, stateless: each request brings its key and gets a server of its own. */
const handle = withEnvelope(async (request) => {
  try {
    refuseStrangers(request);
    const db = await (await identifyCaller(request)).connect();
    const handler = createMcpHandler(() => createMcpServer(db, embedder()), {
      maxRequestBodySize: MAX_BODY_BYTES,
    });
    return await handler.fetch(request);
  } catch (error) {
    return respondError(error);
  }
});

export { handle as DELETE, handle as GET, handle as POST };
export const OPTIONS = withEnvelope(preflight);
