import { addLog, addLogs, queryLogs } from '@/lib/agent-execution/logs';
import { addPlanLogBody, queryPlanLogsQuery } from '@/lib/api/contracts/logs';
import { planParams } from '@/lib/api/contracts/plans';
import { route } from '@/lib/api/route';

export const GET = route({ params: planParams, query: queryPlanLogsQuery }, (db, { params, query }) =>
  queryLogs(db, { ...query, plan_id: params.id }),
);

export const POST = route(
  { params: planParams, body: addPlanLogBody, status: 201 },
  (db, { params, body }) =>
    Array.isArray(body)
      ? addLogs(
          db,
          body.map((log) => ({ ...log, plan_id: params.id })),
        )
      : addLog(db, { ...body, plan_id: params.id }),
);
