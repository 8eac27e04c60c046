import { addLog, addLogs, queryLogs } from '@/lib/agent-execution/logs';
import { addLogBody, queryLogsQuery } from '@/lib/api/contracts/logs';
import { route } from '@/lib/api/route';

export const GET = route({ query: queryLogsQuery }, (db, { query }) => queryLogs(db, query));

export const POST = route({ body: addLogBody, status: 201 }, (db, { body }) =>
  Array.isArray(body) ? addLogs(db, body) : addLog(db, body),
);
