import { AgentExecutionError } from '@/lib/agent-execution/agent-execution.error';
import { identifyCaller } from '@/lib/api/caller';
import { withEnvelope } from '@/lib/api/envelope';
import { respondError } from '@/lib/api/respond';
import { embedder } from '@/lib/embeddings/embedder';
import { env } from '@/lib/env';
import { readConnection } from '@/lib/http/connection';
import { isAllowedOrigin, preflight } from '@/lib/http/cors';
import { withRequestSignal } from '@/lib/http/request-signal';
import { isCrossSite, namesLoopback } from '@/lib/http/same-origin';
import { serveMcp } from '@/lib/mcp/serve-mcp';

/** A web page can reach a server on this machine by a name that it points here (DNS rebinding). */
function rejectUnknownOrigin({ headers }: Request): void {
  const isProxied = readConnection(headers)?.proxy === 'trusted';
  const isRebound = env().isLoopback && !isProxied && !namesLoopback(headers);
  if (isRebound || (isCrossSite(headers) && !isAllowedOrigin(headers))) {
    throw new AgentExecutionError(
      'forbidden',
      'Web pages of other sites cannot use this server.',
      'Connect with an MCP client to the address at which the server listens, or name the proxy in AES_TRUSTED_PROXIES.',
    );
  }
}

/** Serves MCP over Streamable HTTP, stateless: each request carries its key and gets its own server. */
const handle = withEnvelope(async (request) => {
  try {
    rejectUnknownOrigin(request);
    const db = await (await identifyCaller(request)).connect();
    return await withRequestSignal(request.signal, () => serveMcp(request, db, embedder()));
  } catch (error) {
    return respondError(error);
  }
});

export { handle as DELETE, handle as GET, handle as POST };
export const OPTIONS = withEnvelope(preflight);
