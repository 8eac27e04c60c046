/** Reads the list of an agent from the tools that write it. */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { TodoFact, TodoListFact, TodoStatus } from '../facts';
import { defined, listOf, objectOf, textOf } from '../payload';
import { firstText, idOf, type ToolCall } from './tool-call';

const STATUSES: Readonly<Record<string, TodoStatus>> = {
  pending: 'pending',
  in_progress: 'in_progress',
  completed: 'completed',
  deleted: 'deleted',
  cancelled: 'deleted',
};

const READERS: Readonly<Record<string, (call: ToolCall) => (TodoFact | TodoListFact)[]>> = {
  TaskCreate: ({ response }) => createdTask(objectOf(objectOf(response).task)),
  TaskUpdate: updatedTask,
  TaskGet: ({ response }) => seenTask(objectOf(response).task),
  TaskList: ({ response }) => listOf(objectOf(response).tasks).flatMap(seenTask),
  TodoWrite: writtenTodos,
  update_plan: ({ input }) => writtenList(input.plan),
};

/** Returns what a call that succeeded did to the list. */
export function listFacts(call: ToolCall): (TodoFact | TodoListFact)[] {
  const read = Object.hasOwn(READERS, call.tool) ? READERS[call.tool] : undefined;
  return read?.(call) ?? [];
}

/** Returns a new todo. Its status is omitted: a report that arrives late must not set it back. */
export function createdTask(task: JsonObject): TodoFact[] {
  const id = idOf(task.id);
  return id === undefined ? [] : [defined({ kind: 'todo' as const, id, text: textOf(task.subject) })];
}

/** Returns the new values of a todo, and the todos that now wait for it. */
function updatedTask({ input, response }: ToolCall): TodoFact[] {
  const answer = objectOf(response);
  const change = objectOf(answer.statusChange);
  const id = idOf(input.taskId) ?? idOf(answer.taskId);
  if (id === undefined || answer.success === false) return [];
  const task: TodoFact = defined({
    kind: 'todo' as const,
    id,
    text: textOf(input.subject),
    status: statusOf(input.status) ?? statusOf(change.to),
    blocked_by: idsOf(input.addBlockedBy),
  });
  const waiting = idsOf(input.addBlocks) ?? [];
  return [task, ...waiting.map((other) => ({ kind: 'todo' as const, id: other, blocked_by: [id] }))];
}

/** Returns a todo as a read of the list shows it. */
function seenTask(value: Json | undefined): TodoFact[] {
  const task = objectOf(value);
  const status = statusOf(task.status);
  return createdTask(task).map((fact) => defined({ ...fact, status, blocked_by: idsOf(task.blockedBy) }));
}

function writtenTodos({ input, response }: ToolCall): TodoListFact[] {
  const { oldTodos, newTodos } = objectOf(response);
  return writtenList(Array.isArray(input.todos) ? input.todos : newTodos).map((list) =>
    Array.isArray(oldTodos) ? { ...list, before: oldTodos.flatMap(beforeOf) } : list,
  );
}

/** Returns the todos of a list whose entries have ids. A tool that merges writes a part of its list alone. */
export function mergedTodos(entries: Json | undefined): TodoFact[] {
  return listOf(entries).flatMap((value) => {
    const entry = objectOf(value);
    const id = idOf(entry.id);
    const todo = { kind: 'todo' as const, text: entryText(entry), status: statusOf(entry.status) };
    return id === undefined ? [] : [defined({ ...todo, id })];
  });
}

/** Returns a whole list; no fact if it cannot be read, because all todos would then seem to be given up. */
function writtenList(entries: Json | undefined): TodoListFact[] {
  if (!Array.isArray(entries)) return [];
  const todos = entries.flatMap((value) => {
    const text = entryText(objectOf(value));
    const status = statusOf(objectOf(value).status) ?? 'pending';
    return text === undefined || status === 'deleted' ? [] : [{ text, status }];
  });
  return todos.length === 0 && entries.length > 0 ? [] : [{ kind: 'todo_list', todos }];
}

function beforeOf(value: Json): { text: string; status: string }[] {
  const text = entryText(objectOf(value));
  return text === undefined ? [] : [{ text, status: textOf(objectOf(value).status) ?? 'pending' }];
}

function entryText(entry: JsonObject): string | undefined {
  return firstText(entry, ['content', 'step', 'text', 'subject']);
}

function statusOf(value: Json | undefined): TodoStatus | undefined {
  return typeof value === 'string' && Object.hasOwn(STATUSES, value) ? STATUSES[value] : undefined;
}

function idsOf(value: Json | undefined): string[] | undefined {
  const ids = listOf(value).flatMap((id) => idOf(id) ?? []);
  return ids.length > 0 ? ids : undefined;
}
