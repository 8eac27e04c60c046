import { z } from 'zod';
import { deleteContext, setContext, setContexts } from '@/lib/agent-execution/context';
import { readContextEntry, readContextList, readPack, readSearch } from '@/lib/agent-execution/context-reads';
import { embedder } from '@/lib/embeddings/embedder';
import { contextEntry } from '../contracts/answers';
import {
  contextEntryDetails,
  contextPack,
  contextPackQuery,
  contextParams,
  contextSearch,
  deleteContextQuery,
  getContextQuery,
  queryContextQuery,
  searchContextQuery,
  setContextBody,
} from '../contracts/context';
import { operation } from '../operation';
import { markdownResponse } from '../respond';

export const contextOperations = [
  operation({
    id: 'queryContext',
    method: 'GET',
    path: '/context',
    tag: 'context',
    summary: 'List context entries, the newest first',
    scope: 'read',
    query: queryContextQuery,
    answer: contextEntry,
    isPage: true,
    call: (db, { query }) => readContextList(db, query),
  }),
  operation({
    id: 'setContext',
    method: 'POST',
    path: '/context',
    tag: 'context',
    summary: 'Set a context entry, or a list of them, all or none',
    scope: 'write',
    body: setContextBody,
    answer: z.union([contextEntry, z.array(contextEntry)]),
    call: (db, { body }) => (Array.isArray(body) ? setContexts(db, body) : setContext(db, body)),
  }),
  operation({
    id: 'searchContext',
    method: 'GET',
    path: '/context/search',
    tag: 'context',
    summary: 'Find context entries, the best first',
    description:
      'Any of the words may be there; "a phrase" must, -word must not; key:, type: and task: narrow it down.',
    scope: 'read',
    query: searchContextQuery,
    answer: contextSearch,
    call: (db, { query }) => readSearch(db, query, embedder()),
  }),
  operation({
    id: 'contextPack',
    method: 'GET',
    path: '/context/pack',
    tag: 'context',
    summary: 'Pack the best of what is known about a task or plan, within a budget of tokens',
    scope: 'read',
    query: contextPackQuery,
    answer: contextPack,
    offersMarkdown: true,
    call: async (db, { query: { format, ...input } }) => {
      const pack = await readPack(db, input, embedder());
      return format === 'markdown' ? markdownResponse(pack.markdown) : pack;
    },
  }),
  operation({
    id: 'getContextEntry',
    method: 'GET',
    path: '/context/{id}',
    tag: 'context',
    summary: 'Read a context entry with its history and readers',
    scope: 'read',
    params: contextParams,
    query: getContextQuery,
    answer: contextEntryDetails,
    call: (db, { params, query }) => readContextEntry(db, params.id, query),
  }),
  operation({
    id: 'deleteContext',
    method: 'DELETE',
    path: '/context/{id}',
    tag: 'context',
    summary: 'Delete a context entry',
    scope: 'write',
    params: contextParams,
    query: deleteContextQuery,
    answer: contextEntry,
    call: (db, { params, query }) => deleteContext(db, params.id, query.if_version),
  }),
];
