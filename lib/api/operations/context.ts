import { z } from 'zod';
import { deleteContext, setContext, setContexts } from '@/lib/agent-execution/context';
import { readContextEntry, readContextList, readPack, readSearch } from '@/lib/agent-execution/context-reads';
import { embedder } from '@/lib/embeddings/embedder';
import { loadTokenCounter } from '@/lib/token-counter';
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
import { newContext, shortContext, shortContextEntry, shortSearch } from '../contracts/short';
import { operation } from '../operation';
import { markdownResponse } from '../respond';

export const contextOperations = [
  operation({
    id: 'queryContext',
    method: 'GET',
    path: '/context',
    tag: 'context',
    summary: 'List context entries, the newest change first',
    description:
      'In the default order `updated`, a row that changes between two pages moves to the front, and you may miss it. Use `order=created` to miss none.',
    scope: 'read',
    query: queryContextQuery,
    answer: contextEntry,
    isPage: true,
    short: shortContext,
    call: (db, { query }) => readContextList(db, query),
  }),
  operation({
    id: 'setContext',
    method: 'POST',
    path: '/context',
    tag: 'context',
    summary: 'Set one context entry, or a list, all or none',
    scope: 'write',
    body: setContextBody,
    answer: z.union([contextEntry, z.array(contextEntry)]),
    short: newContext,
    call: (db, { body }) => (Array.isArray(body) ? setContexts(db, body) : setContext(db, body)),
  }),
  operation({
    id: 'searchContext',
    method: 'GET',
    path: '/context/search',
    tag: 'context',
    summary: 'Search context entries, the best match first',
    description:
      'Matches entries with any of the words. "a phrase" is required, -word excludes; key:, type: and task: narrow the search.',
    scope: 'read',
    query: searchContextQuery,
    answer: contextSearch,
    short: shortSearch,
    call: (db, { query }) => readSearch(db, query, embedder()),
  }),
  operation({
    id: 'contextPack',
    method: 'GET',
    path: '/context/pack',
    tag: 'context',
    summary: 'Return a briefing on a task or plan within a token budget',
    scope: 'read',
    query: contextPackQuery,
    answer: contextPack,
    offersMarkdown: true,
    call: async (db, { query: { format, ...input } }) => {
      const options = { embedder: embedder(), countTokens: await loadTokenCounter() };
      const pack = await readPack(db, input, options);
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
    short: shortContextEntry,
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
