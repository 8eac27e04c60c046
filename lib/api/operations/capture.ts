import { z } from 'zod';
import { type Delivery, ingest, ingestByKey } from '@/lib/capture/ingest';
import { importPastRun } from '@/lib/capture/past-runs/import-past-run';
import { call } from '@/lib/capture/results';
import {
  captureProblem,
  ingestBody,
  ingested,
  ingestParams,
  ingestQuery,
  memoryProject,
  memoryProjectBody,
  pastRunAnswer,
  pastRunBody,
  problemsQuery,
  projectRules,
} from '../contracts/capture';
import { operation } from '../operation';

interface IngestInput {
  params: z.infer<typeof ingestParams>;
  query: z.infer<typeof ingestQuery>;
  body: z.infer<typeof ingestBody>;
}

function deliveryOf({ params: { client }, query: { reads, process }, body }: IngestInput): Delivery {
  const isHook = !Array.isArray(body);
  return { client, payloads: isHook ? [body] : body, isHook, isRead: reads === 'response', process };
}

export const captureOperations = [
  operation({
    id: 'ingestEvents',
    method: 'POST',
    path: '/ingest/{client}',
    tag: 'capture',
    summary: 'Receive one event of a coding agent, or a list',
    description:
      'Takes what the hooks of a coding agent send, as they send it. The response is {}, or what the client passes on to its model, such as a message from a person. If the event asks a person, the response waits up to 55 seconds for the decision. The plan, steps and log rows of the event follow within moments. The same event sent again changes nothing. Secrets are removed before it is stored.',
    scope: 'write',
    params: ingestParams,
    query: ingestQuery,
    body: ingestBody,
    isLarge: true,
    isForeign: true,
    // The projector keeps using the client of the request, after its calls were counted for the key.
    isRepeatable: true,
    isBare: true,
    answer: ingested,
    call: (db, input, { key }) => ingest(db, deliveryOf(input), key),
    callByKey: (key, readInput) => ingestByKey(key, async () => deliveryOf(await readInput())),
  }),
  operation({
    id: 'importPastRun',
    method: 'POST',
    path: '/past-runs/{client}',
    tag: 'capture',
    summary: 'Import rows of a past session of a coding agent',
    description:
      'Takes rows of the files that a coding agent wrote about one session, in order. The session becomes a plan, as if its hooks had sent it. The response names the line of each file at which to continue; rows before it are known and change nothing. A session that hooks have captured is skipped. Send no rows to learn how far an import has come.',
    scope: 'write',
    params: ingestParams,
    body: pastRunBody,
    isLarge: true,
    isForeign: true,
    answer: pastRunAnswer,
    call: (db, { params, body }) => importPastRun(db, params.client, body),
  }),
  operation({
    id: 'listCaptureProblems',
    method: 'GET',
    path: '/connector-log',
    tag: 'capture',
    summary: 'List the events of coding agents that could not be used, newest first',
    scope: 'read',
    query: problemsQuery,
    answer: z.array(captureProblem),
    call: (db, { query }) => call(db, 'agent_list_capture_problems', { max_rows: query.limit }),
  }),
  operation({
    id: 'listDropRules',
    method: 'GET',
    path: '/capture-rules',
    tag: 'capture',
    summary: 'List what is not stored of captured runs, by project',
    scope: 'read',
    answer: z.array(projectRules),
    call: (db) => call(db, 'agent_list_drop_rules'),
  }),
  operation({
    id: 'saveDropRules',
    method: 'PUT',
    path: '/capture-rules',
    tag: 'capture',
    summary: 'Replace the rules of a project: files and tools whose contents are not stored',
    description:
      'The rules hold for the next event in this folder and below. Ids, names, paths, times and exit codes stay, so that runs still have their steps and log rows. The response has the rules of all projects.',
    scope: 'write',
    body: projectRules,
    answer: z.array(projectRules),
    call: (db, { body }) => call(db, 'agent_save_drop_rules', body),
  }),
  operation({
    id: 'listMemoryProjects',
    method: 'GET',
    path: '/memory-projects',
    tag: 'capture',
    summary: 'List the projects for which memory was turned off or on',
    scope: 'read',
    answer: z.array(memoryProject),
    call: (db) => call(db, 'agent_list_memory_projects'),
  }),
  operation({
    id: 'saveMemoryProject',
    method: 'PUT',
    path: '/memory-projects',
    tag: 'capture',
    summary: 'Turn memory of a project off or on',
    description:
      'Memory is the context of earlier runs in a folder, which captured runs receive when they start and with each prompt. The longest folder decides; without a setting, memory is on. The response has all settings.',
    scope: 'write',
    body: memoryProjectBody,
    answer: z.array(memoryProject),
    call: (db, { body }) => call(db, 'agent_save_memory_project', body),
  }),
];
