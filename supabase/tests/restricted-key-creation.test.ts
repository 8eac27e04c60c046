/** Agent keys for one task or one plan: what they can be made for, and how they are deleted with it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CreatedKey, identifyKey } from './agent-keys.ts';
import { agentKey, type Database, expectError, type Identity, openDatabase, owner } from './identities.ts';

let db: Database;

beforeAll(async () => {
  db = await openDatabase();
});

afterAll(() => db.end());

const identify = (key: string) => identifyKey(db, key);

describe('a key for one task or plan', () => {
  const createKey = async (
    place: { task_id?: string; plan_id?: string },
    identity: Identity = owner,
  ): Promise<CreatedKey> => {
    const [row] = await db.as(
      identity,
      (tx) => tx<{ made: CreatedKey }[]>`
        select agent_create_api_key('One', task_id => ${place.task_id ?? null}, plan_id => ${place.plan_id ?? null}) as made`,
    );
    if (!row) throw new Error('No key was made.');
    return row.made;
  };

  test('returns its task or plan when it is presented, and the list shows the title', async () => {
    const taskId = await db.makeTask('owner');
    const planId = await db.makePlan('owner', taskId);
    const ofTask = await createKey({ task_id: taskId });
    const ofPlan = await createKey({ plan_id: planId });
    expect(await identify(ofTask.key)).toMatchObject({ status: 'active', task_id: taskId });
    expect(await identify(ofPlan.key)).toMatchObject({ status: 'active', plan_id: planId });
    const [row] = await db.as(owner, (tx) => tx`select agent_list_api_keys() as keys`);
    const listed = row?.keys.filter(({ name }: { name: string }) => name === 'One');
    expect(listed).toMatchObject([
      { task_id: null, plan_id: planId, plan_type: 'research', task_title: 'Task' },
      { task_id: taskId, plan_id: null, plan_type: null, task_title: 'Task' },
    ]);
  });

  test('is made for a task or plan of its creator, and for one of the two', async () => {
    const theirs = await db.makeTask('other');
    const theirPlan = await db.makePlan('other', theirs);
    const mine = await db.makeTask('owner');
    const plan = await db.makePlan('owner', mine);
    await expectError(createKey({ task_id: theirs }), 'AE404');
    await expectError(createKey({ task_id: 'nowhere' }), 'AE404');
    await expectError(createKey({ plan_id: theirPlan }), 'AE404');
    await expectError(createKey({ task_id: mine, plan_id: plan }), 'AE400');
    for (const place of [{ task_id: theirs }, { plan_id: theirPlan }])
      await expectError(
        db.as(
          owner,
          (tx) => tx`insert into agent_api_keys ${tx({ name: 'One', prefix: 'p', key_hash: 'h', ...place })}`,
        ),
        '42501',
      );
  });

  test('cannot be changed to another task or plan, or to all', async () => {
    const made = await createKey({ task_id: await db.makeTask('owner') });
    for (const change of [{ task_id: null }, { plan_id: null }, { task_id: await db.makeTask('owner') }])
      await expectError(
        db.as(owner, (tx) => tx`update agent_api_keys set ${tx(change)} where id = ${made.id}`),
        '42501',
      );
  });

  test('opens nothing once its task or plan is deleted, even with a token issued before', async () => {
    const taskId = await db.makeTask('owner');
    const planId = await db.makePlan('owner', taskId);
    const ofTask = await createKey({ task_id: taskId });
    const ofPlan = await createKey({ plan_id: planId });
    const key = agentKey('owner', 'read', 'write');
    const token = (claims: Identity['claims']): Identity => ({
      ...key,
      claims: { ...key.claims, ...claims },
    });

    await db.as(owner, (tx) => tx`delete from agent_execution_plans where id = ${planId}`);
    expect(await identify(ofPlan.key)).toEqual({ status: 'unknown' });
    await db.as(owner, (tx) => tx`delete from deep_work_tasks where id = ${taskId}`);
    expect(await identify(ofTask.key)).toEqual({ status: 'unknown' });

    await db.makeTask('owner');
    for (const identity of [
      token({ plan_id: planId }),
      token({ task_id: taskId }),
      token({ task_id: null }),
    ]) {
      const [seen] = await db.as(
        identity,
        (tx) =>
          tx`select (select count(*)::int from deep_work_tasks) as tasks, (select count(*)::int from agent_execution_logs) as logs`,
      );
      expect(seen).toEqual({ tasks: 0, logs: 0 });
      await expectError(
        db.as(identity, (tx) => tx`insert into deep_work_tasks (id, title) values (${taskId}, 'Again')`),
        '42501',
      );
    }
  });
});
