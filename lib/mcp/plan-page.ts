/** Returns a plan within a token budget: steps in order, then log and context if requested, newest first. A cursor continues it. */
import type {
  AgentExecutionClient,
  Page,
  PlanWithDetails,
} from '@/lib/agent-execution/agent-execution.types';
import { readContextList } from '@/lib/agent-execution/context-reads';
import { planEvidence } from '@/lib/agent-execution/evidence';
import { planFailures } from '@/lib/agent-execution/failures';
import { queryLogs } from '@/lib/agent-execution/logs';
import { timeCursor } from '@/lib/agent-execution/page';
import { getRecentPlan } from '@/lib/agent-execution/plans';
import { sumUsage } from '@/lib/agent-execution/usage';
import { type Budget, createBudget, linesOf, moreText, readCursor } from './budget';
import { evidenceText } from './evidence-text';
import { failureText } from './failure-text';
import { contextLine, contextRow, logLine, logRowOf, planRow, stepLine, stepRow } from './rows';

type Section = 'steps' | 'logs' | 'context';

/** Rows per page of a list. */
const PAGE_ROWS = 100;

/** A list that is read in pages and formatted as lines. */
interface Source<T, R extends object> {
  load(after: string): Promise<Page<T>>;
  row(item: T): R;
  line(row: R): string;
  /** Returns the cursor after an item. */
  cursorOf(item: T): string;
}

interface Filled {
  lines: string[];
  /** The cursor of the remainder, or null. */
  rest: string | null;
}

async function fill<T, R extends object>(
  budget: Budget,
  after: string,
  { load, row, line, cursorOf }: Source<T, R>,
): Promise<Filled> {
  const rows: R[] = [];
  let cursor = after;
  for (;;) {
    const page = await load(cursor);
    for (const item of page) {
      const taken = budget.take(row(item), line, 0.25);
      if (taken === null) return { lines: rows.map(line), rest: cursor };
      rows.push(taken);
      cursor = cursorOf(item);
    }
    if (page.next_cursor === null) return { lines: rows.map(line), rest: null };
  }
}

interface Input {
  plan_id: string;
  include?: ('logs' | 'context')[];
  evidence?: boolean;
  cursor?: string;
  max_tokens?: number;
}

/** Returns for each section a function that fills the budget with the rows after a position. */
function fillersOf(
  db: AgentExecutionClient,
  plan: PlanWithDetails,
  budget: Budget,
): Record<Section, (after: string) => Promise<Filled>> {
  const plan_id = plan.id;
  const leaseOf = new Map(plan.leases.map((lease) => [lease.step_number, lease]));
  return {
    steps: (after) =>
      fill(budget, after, {
        load: async (position) =>
          Object.assign(
            plan.steps.filter(({ step_number }) => step_number > Number(position)),
            { next_cursor: null },
          ),
        row: (step) => stepRow(step, leaseOf.get(step.step_number)),
        line: stepLine,
        cursorOf: ({ step_number }) => String(step_number),
      }),
    logs: (after) =>
      fill(budget, after, {
        load: (cursor) => queryLogs(db, { plan_id, limit: PAGE_ROWS, cursor: cursor || undefined }),
        row: logRowOf,
        line: logLine,
        cursorOf: ({ seq }) => String(seq),
      }),
    context: (after) =>
      fill(budget, after, {
        load: (cursor) => readContextList(db, { plan_id, limit: PAGE_ROWS, cursor: cursor || undefined }),
        row: contextRow,
        line: contextLine,
        cursorOf: (entry) => timeCursor(entry.updated_at, entry.id),
      }),
  };
}

/** Returns a plan's steps, log and context as text. */
export async function planPage(db: AgentExecutionClient, input: Input): Promise<string> {
  const { plan_id, include = [], max_tokens } = input;
  const wanted: Section[] = [
    'steps',
    ...(['logs', 'context'] as const).filter((name) => include.includes(name)),
  ];
  const start = readCursor(input.cursor, wanted);
  const [budget, plan] = await Promise.all([createBudget(max_tokens), getRecentPlan(db, plan_id)]);
  const summary = {
    ...planRow({ ...plan, task_title: plan.task.title }),
    agent_reasoning: plan.agent_reasoning,
  };
  // Only the first page has the heading.
  const head = start ? null : budget.open(summary, headText);
  const fillers = fillersOf(db, plan, budget);
  const lines: string[] = [];
  let next_cursor: string | null = null;
  for (const name of wanted.slice(start ? wanted.indexOf(start.name) : 0)) {
    const filled = await fillers[name](name === start?.name ? start.after : '');
    if (name !== 'steps' && filled.lines.length > 0)
      lines.push(name === 'logs' ? 'Log, newest first:' : 'Context:');
    lines.push(...filled.lines);
    if (filled.rest !== null) {
      next_cursor = `${name}.${filled.rest}`;
      break;
    }
  }
  const proof = head && input.evidence ? await proofOf(db, plan_id) : null;
  const failures = head && plan.steps.some(hasFailed) ? failureText(await planFailures(db, plan_id)) : null;
  return linesOf(head && headText(head), failures, proof, ...lines, moreText(next_cursor));
}

const hasFailed = ({ status }: PlanWithDetails['steps'][number]) =>
  status === 'blocked' || status === 'failed';

async function proofOf(db: AgentExecutionClient, plan_id: string): Promise<string> {
  const [evidence, usage] = await Promise.all([
    planEvidence(db, plan_id),
    sumUsage(db, { plan_id, group_by: ['model'], limit: 10 }),
  ]);
  return evidenceText(evidence, usage);
}

function headText(plan: ReturnType<typeof planRow> & { agent_reasoning: string | null }): string {
  const { id, plan_type, status, completed_steps, total_steps, task_id, task_title } = plan;
  return linesOf(
    `Plan ${id} (${plan_type}, ${status}, ${completed_steps} of ${total_steps} done) for task ${task_id}: ${task_title}`,
    plan.agent_reasoning,
  );
}
