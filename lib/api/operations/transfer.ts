import { errorOf } from '@/lib/agent-execution/agent-execution.error';
import { importEverything, stageImport } from '@/lib/agent-execution/import-data';
import { exportPlan, exportTask, importDocument } from '@/lib/agent-execution/transfer';
import { planParams } from '../contracts/plans';
import { taskParams } from '../contracts/tasks';
import {
  completionBody,
  exportedDocument,
  exportLine,
  importBody,
  importedCounts,
  importedDocument,
  importParams,
  stagedRows,
} from '../contracts/transfer';
import { operation } from '../operation';

export const transferOperations = [
  operation({
    id: 'exportTask',
    method: 'GET',
    path: '/tasks/{id}/export',
    tag: 'transfer',
    summary: 'Export a task with its plans, log, context and subtasks as one document',
    scope: 'read',
    params: taskParams,
    answer: exportedDocument,
    call: (db, { params }) => exportTask(db, params.id),
  }),
  operation({
    id: 'exportPlan',
    method: 'GET',
    path: '/plans/{id}/export',
    tag: 'transfer',
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
    tag: 'transfer',
    summary: 'Import an exported document as another task, all or nothing',
    description:
      'Takes the `data` of an export, up to 16 MB. Log rows keep their text, actors and times in a new chain, whose last row names the importer. The state of the steps follows from that log. A log that does not verify is refused (422) with its first invalid row, unless accept_unverified is true.',
    scope: 'write',
    isForPeople: true,
    isLarge: true,
    body: importBody,
    answer: importedDocument,
    status: 201,
    call: (db, { body: { accept_unverified, ...document } }) =>
      importDocument(db, document, { accept_unverified }),
  }),
  operation({
    id: 'stageImport',
    method: 'POST',
    path: '/imports/{import}/rows',
    tag: 'transfer',
    summary: 'Send rows of an exported file, as a JSON list or NDJSON',
    description:
      'Takes lines of the file that Settings exports, up to 10,000 rows or 16 MB per request. The caller chooses a new UUID for the import. Nothing is visible until the import is completed. Rows of an incomplete import are deleted after a day.',
    scope: 'write',
    isForPeople: true,
    params: importParams,
    rows: exportLine,
    answer: stagedRows,
    call: async (db, { params, rows: { good, bad } }) => {
      const [first] = bad;
      if (first) throw errorOf('invalid_input', `Row ${first.index}: ${first.problem}`);
      const rows = good.flatMap(({ row }) => ('table' in row ? [row] : []));
      return { rows: rows.length > 0 ? await stageImport(db, params.import, rows) : 0 };
    },
  }),
  operation({
    id: 'importEverything',
    method: 'POST',
    path: '/imports/{import}/completion',
    tag: 'transfer',
    summary: 'Import all rows that were sent as the caller’s data, all or nothing',
    description:
      'rows is the number of rows that were sent, from the `end` line of the file. Returns the number of rows per table. All ids are new, and references follow. Log rows keep their text, actors and times in new chains, whose last row names the importer. Keys are counted and not imported, because the file has no secrets. A log that does not verify is refused (422) with its first invalid row, unless accept_unverified is true.',
    scope: 'write',
    isForPeople: true,
    params: importParams,
    body: completionBody,
    answer: importedCounts,
    status: 201,
    call: (db, { params, body }) =>
      importEverything(db, params.import, body.rows, { accept_unverified: body.accept_unverified }),
  }),
];
