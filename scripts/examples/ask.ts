/** How the story of the API examples sends a request. */

export interface Input {
  params?: Record<string, string | number>;
  query?: Record<string, string | number>;
  body?: unknown;
}

/** Sends a request that must succeed and returns the `data` of the response. */
// biome-ignore lint/suspicious/noExplicitAny: the story uses fields of responses; the contract has their types
export type Ask = (operationId: string, input?: Input) => Promise<any>;
