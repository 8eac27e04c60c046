/**
 * Reads the list that Copilot CLI keeps in tables of its own, todos and todo_deps, from the SQL that changes them. Statements whose effect
 * depends on the tables, such as an update without an id, are omitted.
 */
import type { TodoFact } from '../facts';
import { defined } from '../payload';
import { todoStatus } from '../tools/todo-facts';
import { type SqlToken, sqlStatements } from './sql-tokens';

const COLUMNS: Readonly<Record<string, string[]>> = {
  todos: ['id', 'title', 'description', 'status'],
  todo_deps: ['todo_id', 'depends_on'],
};

/** Returns what the statements change in the list, in order. */
export function sqlTodos(sql: string): TodoFact[] {
  return sqlStatements(sql).flatMap((tokens) => {
    const verb = wordAt(tokens, 0);
    if (verb === 'insert' || verb === 'replace') return inserted(tokens);
    if (verb === 'update' && wordAt(tokens, 1) === 'todos') return updated(tokens);
    return verb === 'delete' && wordAt(tokens, 2) === 'todos' ? deleted(tokens) : [];
  });
}

function inserted(tokens: SqlToken[]): TodoFact[] {
  const into = indexOfWord(tokens, 'into');
  const values = indexOfWord(tokens, 'values');
  const table = wordAt(tokens, into + 1) ?? '';
  const known = Object.hasOwn(COLUMNS, table) ? COLUMNS[table] : undefined;
  if (into === -1 || values === -1 || !known) return [];
  const [named] = groupsOf(tokens.slice(into + 2, values));
  const columns = named?.map((name) => name.toLowerCase()) ?? known;
  return groupsOf(tokens.slice(values + 1)).flatMap((row) => {
    const field = (name: string) => row[columns.indexOf(name)];
    return table === 'todos' ? newItem(field) : dependency(field);
  });
}

function newItem(field: (name: string) => string | undefined): TodoFact[] {
  const id = field('id');
  const text = field('title') || field('description');
  return id ? [defined({ kind: 'todo' as const, id, text, status: todoStatus(field('status')) })] : [];
}

function dependency(field: (name: string) => string | undefined): TodoFact[] {
  const id = field('todo_id');
  const blocker = field('depends_on');
  return id && blocker ? [{ kind: 'todo', id, blocked_by: [blocker] }] : [];
}

function updated(tokens: SqlToken[]): TodoFact[] {
  const status = todoStatus(valueAfter(tokens, 'status'));
  const text = valueAfter(tokens, 'title');
  if (status === undefined && text === undefined) return [];
  return idsOf(tokens).map((id) => defined({ kind: 'todo' as const, id, text, status }));
}

function deleted(tokens: SqlToken[]): TodoFact[] {
  return idsOf(tokens).map((id) => ({ kind: 'todo', id, status: 'deleted' }));
}

/** Returns the ids of WHERE id = 'a', or WHERE id IN ('a', 'b'). */
function idsOf(tokens: SqlToken[]): string[] {
  const where = tokens.slice(indexOfWord(tokens, 'where') + 1 || tokens.length);
  if (wordAt(where, 0) !== 'id') return [];
  if (where[1]?.text === '=') return where[2]?.type === 'text' ? [where[2].text] : [];
  return wordAt(where, 1) === 'in' ? (groupsOf(where.slice(2))[0] ?? []) : [];
}

/** Returns the text that SET gives to a column. */
function valueAfter(tokens: SqlToken[], column: string): string | undefined {
  const set = tokens.slice(0, indexOfWord(tokens, 'where'));
  const at = set.findIndex((token, index) => isWord(token, column) && set[index + 1]?.text === '=');
  const value = at === -1 ? undefined : set[at + 2];
  return value?.type === 'text' ? value.text : undefined;
}

/** Returns the members of each pair of parentheses. */
function groupsOf(tokens: SqlToken[]): string[][] {
  const groups: string[][] = [];
  let group: string[] | undefined;
  let member = '';
  for (const { type, text } of tokens) {
    const mark = type === 'mark' ? text : '';
    if (mark === '(' && !group) {
      group = [];
      member = '';
    } else if (group && (mark === ',' || mark === ')')) {
      group.push(member);
      member = '';
      if (mark === ')') {
        groups.push(group);
        group = undefined;
      }
    } else if (group && type !== 'mark') member += text;
  }
  return groups;
}

function isWord(token: SqlToken | undefined, word: string): boolean {
  return token?.type === 'word' && token.text.toLowerCase() === word;
}

function wordAt(tokens: SqlToken[], index: number): string | undefined {
  const token = tokens[index];
  return token?.type === 'word' ? token.text.toLowerCase() : undefined;
}

function indexOfWord(tokens: SqlToken[], word: string): number {
  return tokens.findIndex((token) => isWord(token, word));
}
