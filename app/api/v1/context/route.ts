import { setContext, setContexts } from '@/lib/agent-execution/context';
import { readContextList } from '@/lib/agent-execution/context-reads';
import { queryContextQuery, setContextBody } from '@/lib/api/contracts/context';
import { route } from '@/lib/api/route';

export const GET = route({ query: queryContextQuery }, (db, { query }) => readContextList(db, query));

export const POST = route({ body: setContextBody }, (db, { body }) =>
  Array.isArray(body) ? setContexts(db, body) : setContext(db, body),
);
