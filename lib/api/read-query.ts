/** Reads the query string of a request: the parameters of the operation, and the view of its response. */
import { z } from 'zod';
import type { Operation } from './operation';
import { parseWith, queryOf } from './parse';
import { checkView, type View, viewOf, viewQuery } from './view';

/** Rows of a page in the short view, by default. */
const SHORT_PAGE = '20';

const nothing = z.strictObject({});

/** Returns the view and the parameters; throws invalid_input for an unknown parameter or field. */
export function readQuery(
  request: Request,
  operation: Operation,
  isAgent: boolean,
): { view: View; query: unknown } {
  const { view: sentView, fields, ...sent } = queryOf(request.url);
  const view = viewOf(parseWith(viewQuery, { view: sentView, fields }), request.headers, isAgent);
  checkView(operation, view);
  const isShortPage = operation.isPage && view.isShort && !sent.limit;
  const query = parseWith(operation.query ?? nothing, isShortPage ? { ...sent, limit: SHORT_PAGE } : sent);
  return { view, query: operation.query && query };
}
