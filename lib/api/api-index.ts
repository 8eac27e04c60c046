/** Returns the index at /api/v1: links to the documentation, and a list of the addresses. */
import { operations } from './operations/operations';

export function apiIndex(origin: string): Record<string, unknown> {
  const methodsOfPath = Map.groupBy(operations, ({ path }) => path);
  return {
    name: 'Agent Execution System',
    authorization: 'Authorization: Bearer aes_…',
    guide: `${origin}/api/agent-guide/AGENTS.md`,
    openapi: `${origin}/api/openapi.json`,
    mcp: `${origin}/api/mcp`,
    addresses: [...methodsOfPath].map(
      ([path, found]) => `${found.map(({ method }) => method).join(', ')} /api/v1${path}`,
    ),
  };
}
