import { createTask, getTask, queryTasks } from '@/lib/agent-execution/tasks';
import { task } from '../contracts/answers';
import { createTaskBody, queryTasksQuery, taskParams } from '../contracts/tasks';
import { operation } from '../operation';

export const taskOperations = [
  operation({
    id: 'queryTasks',
    method: 'GET',
    path: '/tasks',
    tag: 'tasks',
    summary: 'List tasks, the newest first',
    scope: 'read',
    query: queryTasksQuery,
    answer: task,
    isPage: true,
    call: (db, { query }) => queryTasks(db, query),
  }),
  operation({
    id: 'createTask',
    method: 'POST',
    path: '/tasks',
    tag: 'tasks',
    summary: 'Create a task',
    scope: 'write',
    body: createTaskBody,
    answer: task,
    status: 201,
    call: (db, { body }) => createTask(db, body),
  }),
  operation({
    id: 'getTask',
    method: 'GET',
    path: '/tasks/{id}',
    tag: 'tasks',
    summary: 'Read a task',
    scope: 'read',
    params: taskParams,
    answer: task,
    call: (db, { params }) => getTask(db, params.id),
  }),
];
