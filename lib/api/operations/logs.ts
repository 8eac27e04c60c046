import { z } from 'zod';
import { addLog, addLogs, queryLogs } from '@/lib/agent-execution/logs';
import { log } from '../contracts/answers';
import { addLogBody, addPlanLogBody, queryLogsQuery, queryPlanLogsQuery } from '../contracts/logs';
import { planParams } from '../contracts/plans';
import { operation } from '../operation';

const oneOrMany = z.union([log, z.array(log)]);

export const logOperations = [
  operation({
    id: 'queryLogs',
    method: 'GET',
    path: '/logs',
    tag: 'logs',
    summary: 'List log rows, the newest first unless order says asc',
    scope: 'read',
    query: queryLogsQuery,
    answer: log,
    isPage: true,
    call: (db, { query }) => queryLogs(db, query),
  }),
  operation({
    id: 'addLog',
    method: 'POST',
    path: '/logs',
    tag: 'logs',
    summary: 'Append a log row, or a list of them, all or none',
    description: 'An action_type that moves a step, such as complete_step, moves it in the same transaction.',
    scope: 'write',
    body: addLogBody,
    answer: oneOrMany,
    status: 201,
    call: (db, { body }) => (Array.isArray(body) ? addLogs(db, body) : addLog(db, body)),
  }),
  operation({
    id: 'queryPlanLogs',
    method: 'GET',
    path: '/plans/{id}/logs',
    tag: 'logs',
    summary: 'List the log rows of a plan',
    scope: 'read',
    params: planParams,
    query: queryPlanLogsQuery,
    answer: log,
    isPage: true,
    call: (db, { params, query }) => queryLogs(db, { ...query, plan_id: params.id }),
  }),
  operation({
    id: 'addPlanLog',
    method: 'POST',
    path: '/plans/{id}/logs',
    tag: 'logs',
    summary: 'Append to the log of a plan, one row or a list, all or none',
    scope: 'write',
    params: planParams,
    body: addPlanLogBody,
    answer: oneOrMany,
    status: 201,
    call: (db, { params: { id }, body }) =>
      Array.isArray(body)
        ? addLogs(
            db,
            body.map((row) => ({ ...row, plan_id: id })),
          )
        : addLog(db, { ...body, plan_id: id }),
  }),
];
