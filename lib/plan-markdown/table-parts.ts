/** Reads tables of tasks: each row is a step, and an unknown column joins its description. */
import type { Tokens } from 'marked';
import { plainText } from './markdown-text';

type Column = 'number' | 'action' | 'task' | 'estimate' | 'after' | 'other';

const NAMES: [Column, RegExp][] = [
  ['number', /^(?:#|no\.?|nr\.?|number|id|编号|序号|番号)$/i],
  [
    'estimate',
    /^(?:est\.?|estimate|estimated.*|duration|time|effort|minutes?|mins?|hours?|days?|时间|時間|工时)(?:\s*\(.*\))?$/i,
  ],
  ['after', /^(?:after|depends(?: on)?|dependenc(?:y|ies)|waits for|needs|依赖)$/i],
  ['action', /^(?:action|kind|type|phase|类型)$/i],
  ['task', /^(?:step|task|what|description|to ?do|item|work|title|name|activity|任务|步骤|内容|作業)$/i],
];
const UNITS: [RegExp, string][] = [
  [/min/i, 'min'],
  [/hour|\bh\b/i, 'h'],
  [/day/i, 'days'],
];

/** A step's first line, and the text that belongs to it. */
export interface Part {
  head: string;
  details: string;
}

const columnOf = (head: string): Column => NAMES.find(([, name]) => name.test(head.trim()))?.[0] ?? 'other';

/** Returns the step of each row; null for a table without a column of tasks. */
export function tableParts(table: Tokens.Table): Part[] | null {
  const heads = table.header.map((cell) => plainText(cell.tokens).trim());
  const columns = heads.map(columnOf);
  // "Step | Description": the first numbers or names the step, the second says what it is.
  const tasks = columns.flatMap((column, index) => (column === 'task' ? [index] : []));
  const numbers = tasks.filter((at) => table.rows.every((row) => /^\s*\d*\s*$/.test(row[at]?.text ?? '')));
  for (const at of numbers) columns[at] = 'number';
  if (!columns.includes('task') && columns.includes('action')) columns[columns.indexOf('action')] = 'task';
  if (!columns.includes('task')) return null;
  return table.rows.map((row) => rowPart(row, heads, columns));
}

function rowPart(row: Tokens.TableCell[], heads: string[], columns: Column[]): Part {
  const cells = row.map((cell, index) => ({
    text: plainText(cell.tokens).replaceAll('\n', ' ').trim(),
    head: heads[index] ?? '',
    column: columns[index] ?? 'other',
  }));
  const of = (column: Column) => cells.filter((cell) => cell.column === column && cell.text !== '');
  const [task, ...moreTasks] = of('task');
  const [action] = of('action');
  const estimate = of('estimate').map(({ text, head }) => `(${withUnit(text, head)})`);
  const after = of('after').flatMap(({ text, head }) => waitOf(text, head));
  const prefix = action && /^[\p{L}\p{N}_-]{1,40}$/u.test(action.text) ? `${action.text}: ` : '';
  const others = [...moreTasks, ...(prefix ? [] : of('action')), ...of('other')];
  return {
    head: [prefix + (task?.text ?? ''), ...estimate, ...after].join(' '),
    details: others.map(({ text, head }) => (head ? `${head}: ${text}` : text)).join('\n'),
  };
}

/** Returns "30 min" for "30" in a column "Minutes". */
function withUnit(text: string, head: string): string {
  const unit = UNITS.find(([name]) => name.test(head))?.[1];
  return unit && /^\d+(?:[.,]\d+)?$/.test(text) ? `${text} ${unit}` : text;
}

function waitOf(text: string, head: string): string[] {
  if (/^(?:-|–|—|none|n\/a)$/i.test(text)) return [];
  const numbers = text.match(/\d+/g);
  return [
    numbers && /^[\d\s,、;&#]*(?:steps?[\d\s,、;&#]*)*$/i.test(text)
      ? `(after ${numbers.join(', ')})`
      : `(${head}: ${text})`,
  ];
}
