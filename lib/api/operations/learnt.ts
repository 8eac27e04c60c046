import { z } from 'zod';
import { listLearnt } from '@/lib/agent-execution/learnt';
import { learntEntry, learntQuery } from '../contracts/learnt';
import { operation } from '../operation';

export const learntOperations = [
  operation({
    id: 'listLearnt',
    method: 'GET',
    path: '/context/learnt',
    tag: 'context',
    summary: 'List the newest decisions, findings, lessons and fixes since a time',
    scope: 'read',
    query: learntQuery,
    answer: z.array(learntEntry),
    call: (db, { query }) => listLearnt(db, query),
  }),
];
