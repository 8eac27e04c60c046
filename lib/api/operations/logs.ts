import { z } from 'zod';
import { errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { AddLogInput, AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { addLog, addLogs, type IngestedLogs, ingestLogs, queryLogs } from '@/lib/agent-execution/logs';
import { log } from '../contracts/answers';
import {
  addLogBody,
  addPlanLogBody,
  ingestedLogs,
  ingestQuery,
  logRow,
  planLogRow,
  queryLogsQuery,
  queryPlanLogsQuery,
} from '../contracts/logs';
import { planParams } from '../contracts/plans';
import { newLog, shortLogs, shortPlanLog } from '../contracts/short';
import { operation } from '../operation';
import type { Rows } from '../parse';

const oneOrMany = z.union([log, z.array(log)]);

export const logOperations = [
  operation({
    id: 'queryLogs',
    method: 'GET',
    path: '/logs',
    tag: 'logs',
    summary: 'List log rows, newest first by default',
    scope: 'read',
    query: queryLogsQuery,
    answer: log,
    isPage: true,
    short: shortLogs,
    call: (db, { query }) => queryLogs(db, query),
  }),
  operation({
    id: 'addLog',
    method: 'POST',
    path: '/logs',
    tag: 'logs',
    summary: 'Append one log row, or a list, all or none',
    description: 'An action_type that moves a step, such as complete_step, moves it in the same transaction.',
    scope: 'write',
    body: addLogBody,
    answer: oneOrMany,
    status: 201,
    short: newLog,
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
    short: shortPlanLog,
    call: (db, { params, query }) => queryLogs(db, { ...query, plan_id: params.id }),
  }),
  operation({
    id: 'addPlanLog',
    method: 'POST',
    path: '/plans/{id}/logs',
    tag: 'logs',
    summary: 'Append one row, or a list, to the log of a plan, all or none',
    scope: 'write',
    params: planParams,
    body: addPlanLogBody,
    answer: oneOrMany,
    status: 201,
    short: newLog,
    call: (db, { params: { id }, body }) =>
      Array.isArray(body)
        ? addLogs(
            db,
            body.map((row) => ({ ...row, plan_id: id })),
          )
        : addLog(db, { ...body, plan_id: id }),
  }),
  operation({
    id: 'ingestLogs',
    method: 'POST',
    path: '/logs/batch',
    tag: 'logs',
    summary: 'Append up to 10,000 log rows, as a JSON list or NDJSON',
    description:
      'Appends all rows or none. With on_error=continue it appends the valid rows and lists the others in errors. Rows that move no step are appended many times faster than one by one.',
    scope: 'write',
    query: ingestQuery,
    rows: logRow,
    answer: ingestedLogs,
    call: (db, { query, rows }) => ingest(db, rows, query.on_error),
  }),
  operation({
    id: 'ingestPlanLogs',
    method: 'POST',
    path: '/plans/{id}/logs/batch',
    tag: 'logs',
    summary: 'Append up to 10,000 rows to the log of a plan, as a JSON list or NDJSON',
    scope: 'write',
    params: planParams,
    query: ingestQuery,
    rows: planLogRow,
    answer: ingestedLogs,
    call: (db, { params, query, rows }) => ingest(db, rows, query.on_error, params.id),
  }),
];

/** Appends the valid rows; reports the invalid ones like those that the database refuses. */
async function ingest(
  db: AgentExecutionClient,
  { good, bad }: Rows<AddLogInput>,
  on_error: 'abort' | 'continue',
  planId?: string,
): Promise<IngestedLogs> {
  const refused = bad.map(({ index, problem }) => {
    const { code, message, hint } = errorOf('invalid_input', problem);
    return { index, code, message, hint };
  });
  const [first] = refused;
  if (first && on_error === 'abort') {
    throw errorOf(
      'invalid_input',
      `Row ${first.index + 1} of the list: ${first.message}`,
      refused.slice(0, 20),
    );
  }
  if (good.length === 0) return { added: 0, errors: refused };
  const rows = good.map(({ row }) => (planId === undefined ? row : { ...row, plan_id: planId }));
  const { added, errors } = await ingestLogs(db, rows, { on_error });
  const placed = errors.map((error) => ({ ...error, index: good[error.index]?.index ?? error.index }));
  return { added, errors: [...refused, ...placed].sort((one, other) => one.index - other.index) };
}
