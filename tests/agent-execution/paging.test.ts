/**
 * Pages through a list while its rows change. In order of creation, every row comes once. In order of change, rows that change are missed.
 */
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { type AgentExecution, createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { Page } from '@/lib/agent-execution/agent-execution.types';
import { allContext } from '@/lib/agent-execution/context';
import { signUp } from '../support/test-client';

let db: Awaited<ReturnType<typeof signUp>>;
let service: AgentExecution;
let taskId: string;

beforeEach(async () => {
  db = await signUp();
  service = createAgentExecution(db);
  taskId = (await service.createTask({ title: 'Paged' })).id;
});

const order = ['updated', 'created'] as const;
type Order = (typeof order)[number];

/** A list whose rows a caller creates and changes. */
interface List {
  create(): Promise<string>;
  change(id: string): Promise<unknown>;
  read(order: Order, limit: number, cursor?: string): Promise<Page<{ id: string }>>;
}

let count = 0;
const lists: Record<'plans' | 'context', List> = {
  plans: {
    create: async () => {
      const steps = [{ step: 1, action: 'work', description: 'It' }];
      return (await service.createPlan({ task_id: taskId, plan_type: 'test', steps })).id;
    },
    change: (plan_id) => {
      count += 1;
      return service.updatePlan({ plan_id, agent_reasoning: `Thought ${count}` });
    },
    read: (order, limit, cursor) => service.queryPlans({ task_id: taskId, order, limit, cursor }),
  },
  context: {
    create: async () => {
      count += 1;
      const entry = { context_type: 'note', context_key: `k${count}`, context_value: 'x', task_id: taskId };
      return (await service.setContext(entry)).id;
    },
    change: async (id) => {
      count += 1;
      const { entry } = await service.getContextEntry(id);
      const { context_type = '', context_key = '' } = entry ?? {};
      return service.setContext({ context_type, context_key, context_value: `x${count}`, task_id: taskId });
    },
    read: (order, limit, cursor) => service.queryContext({ task_id: taskId, order, limit, cursor }),
  },
};

interface Walk {
  rows: number;
  limit: number;
  /** The changes between two pages: rows that change, by position, and null for a new row. */
  between: (number | null)[][];
}

const walks: fc.Arbitrary<Walk> = fc.record({
  rows: fc.integer({ min: 1, max: 7 }),
  limit: fc.integer({ min: 1, max: 3 }),
  between: fc.array(fc.array(fc.option(fc.nat(6)), { maxLength: 3 }), { minLength: 7, maxLength: 7 }),
});

/** Pages through a list while it changes. */
async function walk(list: List, order: Order, { rows, limit, between }: Walk) {
  const before: string[] = [];
  while (before.length < rows) before.push(await list.create());
  const seen: string[] = [];
  const changedUnseen = new Set<string>();
  let page = await list.read(order, limit);
  for (const events of [...between, ...Array.from({ length: rows }, () => [])]) {
    seen.push(...page.map(({ id }) => id));
    if (page.next_cursor === null) break;
    for (const event of events) {
      const id = event === null ? undefined : before[event % rows];
      if (id === undefined) await list.create();
      else await list.change(id);
      if (id !== undefined && !seen.includes(id)) changedUnseen.add(id);
    }
    page = await list.read(order, limit, page.next_cursor);
  }
  const missed = before.filter((id) => !seen.includes(id));
  return { seen, before, missed, changedUnseen: before.filter((id) => changedUnseen.has(id)) };
}

for (const name of ['plans', 'context'] as const) {
  test(`${name} in order of creation are returned once each, even if rows change between pages`, async () => {
    const property = fc.asyncProperty(walks, async (given) => {
      taskId = (await service.createTask({ title: 'Paged' })).id;
      const { seen, before } = await walk(lists[name], 'created', given);
      expect(seen).toEqual(before.toReversed());
    });
    await fc.assert(property, { numRuns: 15 });
  });

  test(`${name} in order of change are returned once each, except those that change before they are read`, async () => {
    const property = fc.asyncProperty(walks, async (given) => {
      taskId = (await service.createTask({ title: 'Paged' })).id;
      const { seen, missed, changedUnseen } = await walk(lists[name], 'updated', given);
      expect(missed).toEqual(changedUnseen);
      expect(new Set(seen).size).toBe(seen.length);
    });
    await fc.assert(property, { numRuns: 15 });
  });

  test(`${name} refuse a cursor of the other order, and an unknown order`, async () => {
    const list = lists[name];
    await list.create();
    await list.create();
    for (const [one, other] of [order, order.toReversed()] as [Order, Order][]) {
      const { next_cursor } = await list.read(one, 1);
      await expect(list.read(other, 1, next_cursor ?? '')).rejects.toThrow(
        'The cursor is invalid. Use next_cursor of the page before.',
      );
    }
    const unknown: string = 'size';
    await expect(list.read(unknown as Order, 1)).rejects.toMatchObject({ code: 'invalid_input' }); // JavaScript callers can pass such an order.
  });
}

test('the export of context misses no entry that changes in the meantime', async () => {
  const entries = Array.from({ length: 250 }, (_, index) => ({
    context_type: 'note',
    context_key: `k${index}`,
    context_value: 'x',
    task_id: taskId,
  }));
  const made = await service.setContexts(entries);
  const exported: string[] = [];
  for await (const { id, context_key } of allContext(db)) {
    if (exported.length === 0)
      await service.setContexts(entries.map((entry) => ({ ...entry, context_value: 'y' })));
    exported.push(id);
    expect(context_key).toBeDefined();
  }
  expect(exported.toSorted()).toEqual(made.map(({ id }) => id).toSorted());
});
