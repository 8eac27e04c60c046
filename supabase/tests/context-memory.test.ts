/** What becomes of an entry: versions, history, expiry, readers, retention, and the words it is found by. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

interface Entry {
  id: string;
  context_value: string;
  version: number;
  expires_at: string | null;
}

const set = async (identity: Identity, entry: object): Promise<Entry> => {
  const [row] = await db.as(
    identity,
    (tx) =>
      tx<{ entry: Entry }[]>`select agent_set_contexts(${JSON.stringify([
        { context_type: 'note', context_value: 'value', ...entry },
      ])}::text::jsonb) -> 0 as entry`,
  );
  if (!row) throw new Error('The function gave no row.');
  return row.entry;
};

interface Details {
  entry: (Entry & { usefulness: { usefulness: number; completed: number; failed: number } | null }) | null;
  history: {
    action_type: string;
    actor: string;
    step_number: number | null;
    before_state: { context_value: string } | null;
    after_state: { context_value: string; version: number } | null;
  }[];
  uses: {
    actor: string;
    via: string;
    times: number;
    step_number: number | null;
    step_status: string | null;
  }[];
}

const details = async (identity: Identity, id: string): Promise<Details | null> => {
  const [row] = await db.as(
    identity,
    (tx) => tx<{ found: Details | null }[]>`select agent_get_context(${id}) as found`,
  );
  return row?.found ?? null;
};

const remove = (identity: Identity, id: string, version: number | null = null) =>
  db.as(identity, (tx) => tx`select agent_delete_context(${id}, ${version})`);

describe('versions', () => {
  test('each setting counts, also after a deletion, and the id stays', async () => {
    const first = await set(owner, { context_key: 'counted' });
    const second = await set(owner, { context_key: 'counted', context_value: 'other' });
    await remove(owner, first.id);
    const third = await set(owner, { context_key: 'counted' });
    expect([first.version, second.version, third.version]).toEqual([1, 2, 3]);
    expect(new Set([first.id, second.id, third.id]).size).toBe(1);
  });

  test('the same key of another plan, task or owner is another entry', async () => {
    const task = await db.makeTask('owner');
    const plan = await db.makePlan('owner', task);
    const where = [{}, { task_id: task }, { plan_id: plan }];
    const ids = [];
    for (const place of where) ids.push((await set(owner, { context_key: 'placed', ...place })).id);
    ids.push((await set(other, { context_key: 'placed' })).id);
    expect(new Set(ids).size).toBe(4);
  });

  test('if_version lets the first pass and refuses the second; nothing of it is written', async () => {
    const { id, version } = await set(owner, { context_key: 'guarded' });
    await set(owner, { context_key: 'guarded', context_value: 'mine', if_version: version });
    const error = await expectError(
      set(owner, { context_key: 'guarded', context_value: 'late', if_version: version }),
      'AE409',
    );
    expect(error.message).toContain('has version 2');
    const found = await details(owner, id);
    expect(found?.entry?.context_value).toBe('mine');
    expect(found?.history).toHaveLength(2);
  });

  test('if_version 0 is for what is not there', async () => {
    await set(owner, { context_key: 'new', if_version: 0 });
    await expectError(set(owner, { context_key: 'new', if_version: 0 }), 'AE409');
    await expectError(set(owner, { context_key: 'never', if_version: 3 }), 'AE409');
  });

  test('an expired entry counts as not there', async () => {
    await set(owner, { context_key: 'past', expires_at: '2020-01-01T00:00:00Z' });
    expect((await set(owner, { context_key: 'past', if_version: 0 })).version).toBe(2);
  });

  test('of many that write at once all are in the history, the last has it, and one alone passes with a version', async () => {
    const { id, version } = await set(owner, { context_key: 'raced' });
    await Promise.all(
      Array.from({ length: 8 }, (_, n) => set(owner, { context_key: 'raced', context_value: `writer ${n}` })),
    );
    const found = await details(owner, id);
    expect(found?.entry?.version).toBe(version + 8);
    expect(found?.history.map((row) => row.after_state?.version)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect(found?.history[0]?.after_state?.context_value).toBe(found?.entry?.context_value);

    const guarded = await Promise.allSettled(
      Array.from({ length: 8 }, () => set(owner, { context_key: 'raced', if_version: 9 })),
    );
    expect(guarded.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('of many that create at once one has version 1 and the others follow', async () => {
    // What goes wrong here goes wrong seldom.
    for (let round = 0; round < 30; round += 1) {
      const made = await Promise.all(
        Array.from({ length: 9 }, (_, n) =>
          set(owner, { context_key: `created at once ${round}`, context_value: `${n}` }),
        ),
      );
      expect(made.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
  });
});

describe('many at once', () => {
  const setAll = (entries: unknown) =>
    db.as(owner, (tx) => tx`select agent_set_contexts(${JSON.stringify(entries)}::text::jsonb) as entries`);

  test('all are set in order', async () => {
    const [row] = await setAll([
      { context_type: 'many', context_key: 'a', context_value: '1' },
      { context_type: 'many', context_key: 'b', context_value: '2', ttl_seconds: 60 },
      { context_type: 'many', context_key: 'a', context_value: '3' },
    ]);
    expect(row?.entries.map((entry: Entry) => [entry.context_value, entry.version])).toEqual([
      ['1', 1],
      ['2', 1],
      ['3', 2],
    ]);
  });

  test('or none, and the error names the entry', async () => {
    const error = await expectError(
      setAll([
        { context_type: 'none', context_key: 'a', context_value: '1' },
        { context_type: 'none', context_key: 'b', context_value: '1', task_id: 'nobody’s' },
      ]),
      'AE404',
    );
    expect(error.message).toMatch(/^Entry 2 of the list: /);
    expect(await db.sql`select from agent_context_memory where context_type = 'none'`).toHaveLength(0);
  });

  test.each([[[]], [{}], [Array(1001).fill({})], [null]])(
    'refuses what is no list of 1 to 1,000: %#',
    async (entries) => {
      await expectError(setAll(entries), 'AE413');
    },
  );
});

describe('expiry', () => {
  test('ttl_seconds counts from now', async () => {
    const { expires_at } = await set(owner, { context_key: 'short', ttl_seconds: 90 });
    const seconds = (new Date(expires_at ?? 0).getTime() - Date.now()) / 1000;
    expect(seconds).toBeGreaterThan(60);
    expect(seconds).toBeLessThan(120);
  });

  test.each([
    [{ ttl_seconds: 0 }],
    [{ ttl_seconds: -1 }],
    [{ ttl_seconds: 1e12 }],
    [{ ttl_seconds: 5, expires_at: '2030-01-01T00:00:00Z' }],
  ])('refuses %j', async (more) => {
    await expectError(set(owner, { context_key: 'refused', ...more }), 'AE400');
  });

  test('what expired is gone from every read at once, and from the table after housekeeping', async () => {
    const { id } = await set(owner, { context_key: 'zwieback', expires_at: '2020-01-01T00:00:00Z' });
    const reads = await db.as(
      owner,
      (tx) => tx`select
        jsonb_array_length(agent_query_context(context_key => 'zwieback')) as listed,
        json_array_length(agent_search_context('zwieback') -> 'entries') as found,
        json_array_length(agent_search_context('type:note') -> 'entries') > 0 as others_found,
        agent_get_context(${id}) ->> 'entry' as entry`,
    );
    expect([...reads]).toEqual([{ listed: 0, found: 0, others_found: true, entry: null }]);

    const [kept] = await db.sql`select private.keep_house() as house`;
    expect(kept?.house.expired).toBeGreaterThanOrEqual(1);
    expect(await db.sql`select from agent_context_memory where id = ${id}`).toHaveLength(0);
    const found = await details(owner, id);
    expect(found?.history[0]).toMatchObject({
      action_type: 'delete_context',
      before_state: { context_value: 'value' },
    });
  });

  test('a kind is kept for as long as its owner says, and another owner’s for good', async () => {
    const mine = await set(owner, { context_type: 'scratch', context_key: 'old' });
    const fresh = await set(owner, { context_type: 'scratch', context_key: 'fresh' });
    const theirs = await set(other, { context_type: 'scratch', context_key: 'old' });
    await db.as(
      owner,
      (tx) => tx`insert into agent_context_retention (context_type, keep_days) values ('scratch', 7)`,
    );
    await db.sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`update agent_context_memory set updated_at = now() - interval '8 days' where id in (${mine.id}, ${theirs.id})`;
    });
    await db.sql`select private.keep_house()`;
    const left = await db.sql`select id from agent_context_memory where context_type = 'scratch'`;
    expect(left.map(({ id }) => id).sort()).toEqual([fresh.id, theirs.id].sort());
  });

  test('only a person says how long', async () => {
    await expectError(
      db.as(
        agentKey('owner', 'read', 'write'),
        (tx) => tx`insert into agent_context_retention (context_type, keep_days) values ('x', 7)`,
      ),
      '42501',
    );
  });
});

describe('history', () => {
  test('tells who set it, in which step, and to what', async () => {
    const task = await db.makeTask('owner');
    const plan = await db.makePlan('owner', task);
    const { id } = await set(owner, { context_key: 'told', plan_id: plan });
    await set(agentKey('owner', 'write'), {
      context_key: 'told',
      plan_id: plan,
      step_number: 2,
      context_value: 'by agent',
    });
    const found = await details(owner, id);
    expect(found?.history).toMatchObject([
      {
        actor: "owner's agent",
        step_number: 2,
        before_state: { context_value: 'value' },
        after_state: { context_value: 'by agent' },
      },
      { actor: 'owner@example.com', step_number: null, before_state: null },
    ]);
  });

  test('a step that the plan does not have is refused, also when the entry is there', async () => {
    const plan = await db.makePlan('owner', await db.makeTask('owner'));
    await set(owner, { context_key: 'stepped', plan_id: plan, step_number: 1 });
    await expectError(set(owner, { context_key: 'stepped', plan_id: plan, step_number: 9 }), 'AE404');
  });

  test('is nobody else’s', async () => {
    const { id } = await set(owner, { context_key: 'private' });
    expect(await details(other, id)).toBeNull();
    await expectError(remove(other, id), 'AE404');
    await expectError(remove(owner, id, 7), 'AE409');
  });
});

describe('readers', () => {
  const agent = agentKey('owner', 'read', 'write');
  const count = async (identity: Identity, ids: string[], plan: string | null = null): Promise<number> => {
    const [row] = await db.as(
      identity,
      (tx) => tx`select agent_count_context_uses(${ids}, 'search', ${plan}) as counted`,
    );
    return row?.counted;
  };

  test('an agent’s reading is counted for the step at work, and judged by how that ends', async () => {
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

  test('people are not counted, and nobody counts another’s entries', async () => {
    const { id } = await set(owner, { context_key: 'uncounted' });
    expect(await count(owner, [id])).toBe(0);
    expect(await count(agentKey('other', 'read'), [id])).toBe(0);
    expect((await details(owner, id))?.uses).toEqual([]);
  });

  test('a trusted server is counted for the plan that it names', async () => {
    const plan = await db.makePlan('owner', await db.makeTask('owner'));
    const { id } = await set(owner, { context_key: 'served', plan_id: plan });
    expect(await count(serviceRole, [id], plan)).toBe(1);
  });

  test('they come back when a deletion is undone, and go a month after one that is not', async () => {
    const { id } = await set(owner, { context_key: 'undone' });
    await count(agent, [id]);
    await remove(owner, id);
    await set(owner, { context_key: 'undone' });
    expect((await details(owner, id))?.uses).toHaveLength(1);
    await remove(owner, id);
    await db.sql`update agent_context_uses set last_used_at = now() - interval '31 days' where entry_id = ${id}`;
    await db.sql`select private.keep_house()`;
    expect(await db.sql`select from agent_context_uses where entry_id = ${id}`).toHaveLength(0);
  });

  test('of two alike the one that helped comes first', async () => {
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

describe('words', () => {
  const found = async (query: string) => {
    const [row] = await db.as(
      owner,
      (tx) => tx`select json_array_length(agent_search_context(${query}) -> 'entries') as found`,
    );
    return row?.found;
  };

  test('an entry is found by the new title of its task, and its history is as before', async () => {
    const task = await db.makeTask('owner');
    const { id } = await set(owner, { context_key: 'titled', task_id: task });
    await db.as(owner, (tx) => tx`update deep_work_tasks set title = 'Ocelots' where id = ${task}`);
    expect(await found('ocelot')).toBe(1);
    const after = await details(owner, id);
    expect(after?.entry?.version).toBe(1);
    expect(after?.history).toHaveLength(1);
  });

  test('in another language its endings are known', async () => {
    await set(owner, { context_key: 'katzen', context_value: 'Die Häuser der Katzen' });
    expect(await found('Haus')).toBe(0);
    await db.sql.begin(async (tx) => {
      await tx`select set_config('agent_execution.search_config', 'german', true)`;
      await tx`select private.index_context()`;
      await tx`select set_config('request.jwt.claims', ${JSON.stringify(owner.claims)}, true), set_config('role', 'authenticated', true)`;
      const [row] = await tx`select json_array_length(agent_search_context('Haus') -> 'entries') as found`;
      expect(row?.found).toBe(1);
    });
    await db.sql`select private.index_context()`;
    expect(await found('Haus')).toBe(0);
  });
});

describe('what a pack is made of', () => {
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

  test('its task, open plans, reasons, its own entries first, and what is like it elsewhere', async () => {
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

  test('of nothing, of another’s task, or of a task that is not the plan’s: refused', async () => {
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

  test('put into order what words find; entries without one keep their place; others’ do not count', async () => {
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

  test('are asked for again after a change, and the progress says so', async () => {
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

  test('where pgvector is missing there is no index, and nothing fails for it', async () => {
    const [row] = await db.sql`select private.index_vectors(2) as made,
      exists (select from pg_available_extensions where name = 'vector') as is_available`;
    expect(row?.made).toBe(row?.is_available);
  });
});
