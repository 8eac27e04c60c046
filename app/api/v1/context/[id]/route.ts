import { deleteContext } from '@/lib/agent-execution/context';
import { readContextEntry } from '@/lib/agent-execution/context-reads';
import { contextParams, deleteContextQuery, getContextQuery } from '@/lib/api/contracts/context';
import { route } from '@/lib/api/route';

export const GET = route({ params: contextParams, query: getContextQuery }, (db, { params, query }) =>
  readContextEntry(db, params.id, query),
);

export const DELETE = route({ params: contextParams, query: deleteContextQuery }, (db, { params, query }) =>
  deleteContext(db, params.id, query.if_version),
);
