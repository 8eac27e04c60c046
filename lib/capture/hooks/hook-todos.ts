/** Reads the todos of the tools that write them in the dialect of Claude Code. */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { TodoFact, TodoListFact } from '../facts';
import { defined, listOf, objectOf, textOf } from '../payload';
import { todoListFacts, todoStatus, todoText } from '../tools/todo-facts';
import { idOf, type ToolOutcome } from '../tools/tool-call';

const READERS: Readonly<Record<string, (outcome: ToolOutcome) => (TodoFact | TodoListFact)[]>> = {
  TaskCreate: ({ details }) => createdTask(objectOf(details.task)),
  TaskUpdate: updatedTask,
  TaskGet: ({ details }) => seenTask(details.task),
  TaskList: ({ details }) => listOf(details.tasks).flatMap(seenTask),
  TodoWrite: writtenTodos,
  update_plan: ({ input }) => todoListFacts(input.plan),
};

/** Returns what a call that succeeded did to the todos. */
export function hookTodos(outcome: ToolOutcome): (TodoFact | TodoListFact)[] {
  const read = Object.hasOwn(READERS, outcome.tool) ? READERS[outcome.tool] : undefined;
  return read?.(outcome) ?? [];
}

/** Returns a new todo. Its status is omitted: a report that arrives late must not set it back. */
export function createdTask(task: JsonObject): TodoFact[] {
  const id = idOf(task.id);
  return id === undefined ? [] : [defined({ kind: 'todo' as const, id, text: textOf(task.subject) })];
}

/** Returns the new values of a todo, and the todos that now wait for it. */
function updatedTask({ input, details }: ToolOutcome): TodoFact[] {
  const id = idOf(input.taskId) ?? idOf(details.taskId);
  if (id === undefined || details.success === false) return [];
  const task: TodoFact = defined({
    kind: 'todo' as const,
    id,
    text: textOf(input.subject),
    status: todoStatus(input.status) ?? todoStatus(objectOf(details.statusChange).to),
    owner: textOf(input.owner),
    blocked_by: idsOf(input.addBlockedBy),
  });
  const waiting = idsOf(input.addBlocks) ?? [];
  return [task, ...waiting.map((other) => ({ kind: 'todo' as const, id: other, blocked_by: [id] }))];
}

/** Returns a todo as a read of the list shows it. */
function seenTask(value: Json | undefined): TodoFact[] {
  const task = objectOf(value);
  const status = todoStatus(task.status);
  return createdTask(task).map((fact) =>
    defined({ ...fact, status, owner: textOf(task.owner), blocked_by: idsOf(task.blockedBy) }),
  );
}

function writtenTodos({ input, details }: ToolOutcome): TodoListFact[] {
  const { oldTodos, newTodos } = details;
  return todoListFacts(Array.isArray(input.todos) ? input.todos : newTodos).map((list) =>
    Array.isArray(oldTodos) ? { ...list, before: oldTodos.flatMap(beforeOf) } : list,
  );
}

function beforeOf(value: Json): { text: string; status: string }[] {
  const text = todoText(objectOf(value));
  return text === undefined ? [] : [{ text, status: textOf(objectOf(value).status) ?? 'pending' }];
}

function idsOf(value: Json | undefined): string[] | undefined {
  const ids = listOf(value).flatMap((id) => idOf(id) ?? []);
  return ids.length > 0 ? ids : undefined;
}
