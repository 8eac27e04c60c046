/**
 * What ranking uses besides the query: who read an entry and with what outcome, the words indexed for it, and its vector. Also the pack
 * made from it.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deleteEntry, readEntry, setEntry } from './context-entries.ts';
import {
  agentKey,
  type Database,
  expectError,
  type Identity,
  openDatabase,
  other,
  owner,
  serviceRole,
} from './identities.ts';

let db: Database;
beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());

const set = (identity: Identity, entry: object) => setEntry(db, identity, entry);
const details = (identity: Identity, id: string) => readEntry(db, identity, id);
const remove = (identity: Identity, id: string, version?: number) => deleteEntry(db, identity, id, version);

describe('readers', () => {
  const agent = agentKey('owner', 'read', 'write');
  const count = async (identity: Identity, ids: string[], plan: string | null = null): Promise<number> => {
    const [row] = await db.as(
      identity,
      (tx) => tx`select agent_count_context_uses(${ids}, 'search', ${plan}) as counted`,
    );
    return row?.counted;
  };

  test('an agent’s read counts for the step in progress, judged by the outcome of that step', async () => {
    const plan = await db.makePlan('owner', await db.makeTask('owner'));
    const { id } = await set(owner, { context_key: 'read' });
    expect(await count(agent, [id], plan)).toBe(1);
    expect(await count(agent, [id], plan)).toBe(1);
    expect((await details(owner, id))?.uses).toMatchObject([
      { actor: "owner's agent", via: 'search', times: 2, step_number: 1, step_status: 'pending' },
    ]);
    expect((await details(owner, id))?.entry?.usefulness).toMatchObject({ usefulness: 0, completed: 0 });

    await db.as(agent, (tx) => tx`select agent_move_step(${plan}, 1, 'complete_step')`);
    expect((await details(owner, id))?.entry?.usefulness).toMatchObject({
      usefulness: 1 / 3,
      completed: 1,
      failed: 0,
    });
    await count(agent, [id]);
    await db.as(agent, (tx) => tx`select agent_block_step(${plan}, 2, 'No')`);
    expect((await details(owner, id))?.entry?.usefulness).toMatchObject({
      usefulness: 0,
      completed: 1,
      failed: 1,
    });
  });

  test('reads by people do not count, and no caller counts reads of another owner’s entries', async () => {
    const { id } = await set(owner, { context_key: 'uncounted' });
    expect(await count(owner, [id])).toBe(0);
    expect(await count(agentKey('other', 'read'), [id])).toBe(0);
    expect((await details(owner, id))?.uses).toEqual([]);
  });

  test('a trusted server’s read counts for the plan that it names', async () => {
    const plan = await db.makePlan('owner', await db.makeTask('owner'));
    const { id } = await set(owner, { context_key: 'served', plan_id: plan });
    expect(await count(serviceRole, [id], plan)).toBe(1);
  });

  test('are kept for a month after a deletion, so that undoing it restores them', async () => {
    const { id } = await set(owner, { context_key: 'undone' });
    await count(agent, [id]);
    await remove(owner, id);
    await set(owner, { context_key: 'undone' });
    expect((await details(owner, id))?.uses).toHaveLength(1);
    await remove(owner, id);
    await db.sql`update agent_context_uses set last_used_at = now() - interval '31 days' where entry_id = ${id}`;
    await db.sql`select private.delete_expired_rows()`;
    expect(await db.sql`select from agent_context_uses where entry_id = ${id}`).toHaveLength(0);
  });

  test('rank first the one of two equal entries that helped', async () => {
    const plan = await db.makePlan('owner', await db.makeTask('owner'));
    const text = { context_value: 'Kumquats grow in pots' };
    const entries = [
      await set(owner, { context_key: 'fruit b', ...text }),
      await set(owner, { context_key: 'fruit c', ...text }),
    ];
    const search = async () => {
      const [row] = await db.as(
        owner,
        (tx) => tx`select agent_search_context('kumquats') -> 'entries' as entries`,
      );
      return row?.entries as { id: string; parts: { usefulness: number | null } }[];
    };
    const last = (await search()).at(-1);
    expect(last?.parts.usefulness).toBeNull();
    await count(agent, [last?.id ?? ''], plan);
    await db.as(agent, (tx) => tx`select agent_move_step(${plan}, 1, 'complete_step')`);
    const [first] = await search();
    expect(first?.id).toBe(last?.id);
    expect(first?.parts.usefulness).toBeCloseTo(1 / 3);
    expect(entries.map(({ id }) => id)).toContain(first?.id);
  });
});

describe('indexed words', () => {
  const found = async (query: string) => {
    const [row] = await db.as(
      owner,
      (tx) => tx`select json_array_length(agent_search_context(${query}) -> 'entries') as found`,
    );
    return row?.found;
  };

  test('find an entry by the new title of its task, and leave its history unchanged', async () => {
    const task = await db.makeTask('owner');
    const { id } = await set(owner, { context_key: 'titled', task_id: task });
    await db.as(owner, (tx) => tx`update deep_work_tasks set title = 'Ocelots' where id = ${task}`);
    expect(await found('ocelot')).toBe(1);
    const after = await details(owner, id);
    expect(after?.entry?.version).toBe(1);
    expect(after?.history).toHaveLength(1);
  });

  test('stem words by the rules of another language', async () => {
    await set(owner, { context_key: 'katzen', context_value: 'Die roten Türen der Katzen' });
    expect(await found('rot')).toBe(0);
    await db.sql.begin(async (tx) => {
      await tx`select set_config('agent_execution.search_config', 'german', true)`;
      await tx`select private.index_context()`;
      await tx`select set_config('request.jwt.claims', ${JSON.stringify(owner.claims)}, true), set_config('role', 'authenticated', true)`;
      const [row] = await tx`select json_array_length(agent_search_context('rot') -> 'entries') as found`;
      expect(row?.found).toBe(1);
    });
    await db.sql`select private.index_context()`;
    expect(await found('rot')).toBe(0);
  });
});

describe('the material of a pack', () => {
  const pack = async (
    identity: Identity,
    where: { task?: string; plan?: string },
    query: string | null = null,
  ) => {
    const [row] = await db.as(
      identity,
      (tx) => tx`select agent_context_pack(${where.task ?? null}, ${where.plan ?? null}, ${query}) as pack`,
    );
    return row?.pack as {
      task: { title: string };
      plans: { id: string }[];
      entries: { context_key: string; score: number }[];
      decisions: { reasoning: string }[];
    };
  };

  test('holds its task, open plans, reasons, its own entries first, then similar ones from elsewhere', async () => {
    const task = await db.makeTask('owner');
    await db.sql`update deep_work_tasks set title = 'Grow pomegranates' where id = ${task}`;
    const plan = await db.makePlan('owner', task);
    const done = await db.makePlan('owner', task);
    await db.as(
      owner,
      (tx) => tx`select agent_update_plan(${done}, 'cancelled', agent_reasoning => 'Too cold')`,
    );
    await set(owner, { context_key: 'of the plan', plan_id: plan, context_value: 'unlike' });
    await set(owner, { context_key: 'elsewhere', context_value: 'Pomegranates need sun' });
    await set(owner, { context_key: 'unrelated', context_value: 'Invoices are due' });
    await set(other, { context_key: 'theirs', context_value: 'Pomegranates pomegranates' });

    const made = await pack(owner, { task });
    expect(made.task.title).toBe('Grow pomegranates');
    expect(made.plans.map(({ id }) => id)).toEqual([plan]);
    expect(made.decisions.map(({ reasoning }) => reasoning)).toEqual(['Too cold']);
    const keys = made.entries.map(({ context_key }) => context_key);
    expect(keys).toEqual(expect.arrayContaining(['of the plan', 'elsewhere']));
    expect(keys).not.toContain('unrelated');
    expect(keys).not.toContain('theirs');

    const asked = await pack(owner, { plan }, 'invoices');
    expect(asked.entries.map(({ context_key }) => context_key)).toEqual(['unrelated', 'of the plan']);
  });

  test('is refused without a subject, for another person’s task, and for a task that does not own the plan', async () => {
    const task = await db.makeTask('owner');
    const plan = await db.makePlan('owner', task);
    await expectError(pack(owner, {}), 'AE400');
    await expectError(pack(other, { task }), 'AE404');
    await expectError(pack(other, { plan }), 'AE404');
    await expectError(pack(owner, { plan, task: await db.makeTask('owner') }), 'AE404');
    expect((await pack(serviceRole, { plan })).plans).toHaveLength(1);
  });
});

describe('vectors', () => {
  const embed = (id: string, embedding: number[], version = 1) =>
    db.sql`select private.set_vectors('tiny', ${JSON.stringify([{ id, version, embedding }])}::text::jsonb)`;

  test('order what words find; entries without a vector keep their place; other owners’ do not count', async () => {
    const text = { context_type: 'vectors', context_value: 'Quince and medlar' };
    const near = await set(owner, { context_key: 'near', ...text });
    const far = await set(owner, { context_key: 'far', ...text });
    await embed(near.id, [1, 0]);
    await embed(far.id, [0, 1]);
    const search = async (vector: number[] | null) => {
      const [row] = await db.as(
        owner,
        (tx) =>
          tx`select agent_search_context('quince', query_vector => ${vector}, vector_model => 'tiny') -> 'entries' as entries`,
      );
      return row?.entries as { context_key: string; score: number; parts: { dense: number | null } }[];
    };
    expect((await search([1, 0])).map(({ context_key }) => context_key)).toEqual(['near', 'far']);
    expect((await search([0, 1])).map(({ context_key }) => context_key)).toEqual(['far', 'near']);
    expect((await search([0, 1])).map(({ parts }) => parts.dense)).toEqual([1, 0]);
    expect((await search(null)).map(({ parts }) => parts.dense)).toEqual([null, null]);
    expect((await search([1, 0, 0])).map(({ parts }) => parts.dense)).toEqual([null, null]);
    const seen = await db.as(other, (tx) => tx`select from agent_context_vectors`);
    expect(seen).toHaveLength(0);
  });

  test('are requested again after a change, and the progress shows it', async () => {
    const { id } = await set(other, { context_key: 'progress' });
    const progress = async () => {
      const [row] = await db.as(other, (tx) => tx`select agent_embedding_progress('tiny') as progress`);
      return row?.progress;
    };
    const missing = async () => {
      const rows = await db.sql`select id from private.entries_without_vector('tiny', 1000)`;
      return rows.some((row) => row.id === id);
    };
    const before = await progress();
    expect(await missing()).toBe(true);
    await embed(id, [1, 0]);
    expect(await progress()).toEqual({ ...before, embedded: before.embedded + 1 });
    expect(await missing()).toBe(false);
    await set(other, { context_key: 'progress', context_value: 'changed' });
    expect(await progress()).toEqual(before);
    expect(await missing()).toBe(true);
  });

  test('have no index where pgvector is missing, and nothing fails', async () => {
    const [row] = await db.sql`select private.index_vectors(2) as made,
      exists (select from pg_available_extensions where name = 'vector') as is_available`;
    expect(row?.made).toBe(row?.is_available);
  });
});
