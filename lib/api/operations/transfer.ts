import { exportPlan, exportTask, importDocument } from '@/lib/agent-execution/transfer';
import { planParams } from '../contracts/plans';
import { taskParams } from '../contracts/tasks';
import { exportedDocument, importBody, importedDocument } from '../contracts/transfer';
import { operation } from '../operation';

export const transferOperations = [
  operation({
    id: 'exportTask',
    method: 'GET',
    path: '/tasks/{id}/export',
    tag: 'tasks',
    summary: 'Export a task with plans, log, context and subtasks as one document',
    scope: 'read',
    params: taskParams,
    answer: exportedDocument,
    call: (db, { params }) => exportTask(db, params.id),
  }),
  operation({
    id: 'exportPlan',
    method: 'GET',
    path: '/plans/{id}/export',
    tag: 'plans',
    summary: 'Export a plan with its log and context as one document',
    scope: 'read',
    params: planParams,
    answer: exportedDocument,
    call: (db, { params }) => exportPlan(db, params.id),
  }),
  operation({
    id: 'importDocument',
    method: 'POST',
    path: '/imports',
    tag: 'tasks',
    summary: 'Make another task of an exported document, all of it or nothing',
    description:
      'Log rows keep their words, actors and times in a chain of their own, which ends with a row that says who imported them; steps stand as that log says. Takes the `data` of an export, up to 16 MB.',
    scope: 'write',
    isForPeople: true,
    isLarge: true,
    body: importBody,
    answer: importedDocument,
    status: 201,
    call: (db, { body }) => importDocument(db, body),
  }),
];
