import { queryContext, setContext } from '@/lib/agent-execution/context';
import { queryContextQuery, setContextBody } from '@/lib/api/contracts/context';
import { route } from '@/lib/api/route';

export const GET = route({ query: queryContextQuery }, (db, { query }) => queryContext(db, query));

export const POST = route({ body: setContextBody }, (db, { body }) => setContext(db, body));
