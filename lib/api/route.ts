/** The four beats of every handler: identify the caller, parse, call one function, respond. */
import type { z } from 'zod';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { identifyCaller } from './caller';
import { parseWith, queryOf, readJson } from './parse';
import { respond, respondError } from './respond';

interface Contract<Params, Query, Body> {
  params?: z.ZodType<Params>;
  query?: z.ZodType<Query>;
  body?: z.ZodType<Body>;
  /** Status of success, 200 unless said. */
  status?: number;
}

interface Input<Params, Query, Body> {
  params: Params;
  query: Query;
  body: Body;
}

type RouteHandler = (
  request: Request,
  context: { params: Promise<Record<string, unknown>> },
) => Promise<Response>;

/** Makes a route handler that calls `call` with a client carrying the caller's identity. */
export function route<Params = undefined, Query = undefined, Body = undefined>(
  contract: Contract<Params, Query, Body>,
  call: (db: AgentExecutionClient, input: Input<Params, Query, Body>) => Promise<unknown>,
): RouteHandler {
  return async (request, context) => {
    try {
      const db = await identifyCaller(request);
      const input = {
        params: contract.params ? parseWith(contract.params, await context.params) : undefined,
        query: contract.query ? parseWith(contract.query, queryOf(request.url)) : undefined,
        body: contract.body ? parseWith(contract.body, await readJson(request)) : undefined,
      };
      // Each is undefined exactly where its type parameter is.
      return respond(await call(db, input as Input<Params, Query, Body>), contract.status);
    } catch (error) {
      return respondError(error);
    }
  };
}
