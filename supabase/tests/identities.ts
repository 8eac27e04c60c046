/** The people and agents of the database tests. Each runs in a transaction that carries the role and claims of an API request. */
import postgres from 'postgres';
import { expect, inject } from 'vitest';
import { copyDatabase } from '../../tests/support/test-database.ts';

export interface Identity {
  role: 'anon' | 'authenticated' | 'service_role';
  claims: Record<string, postgres.JSONValue>;
}

export type Transaction = postgres.TransactionSql;

export const person = (sub: string): Identity => ({
  role: 'authenticated',
  claims: { sub, role: 'authenticated', email: `${sub}@example.com` },
});
export const agentKey = (sub: string, ...scopes: string[]): Identity => ({
  role: 'authenticated',
  claims: { sub, role: 'authenticated', agent_name: `${sub}'s agent`, scopes },
});
export const anon: Identity = { role: 'anon', claims: { role: 'anon' } };
export const serviceRole: Identity = { role: 'service_role', claims: { role: 'service_role' } };

/** The server while it exchanges an agent key. It acts for no person. */
export const keyExchange: Identity = {
  role: 'authenticated',
  claims: { role: 'authenticated', key_exchange: true },
};

export const owner = person('owner');
export const other = person('other');

/** Returns a declared step, which depends on the one before it unless `more` says otherwise. */
export const declareStep = (step: number, more: Record<string, postgres.JSONValue> = {}) => ({
  step,
  action: 'work',
  description: `Step ${step}`,
  ...more,
});

/** Opens a database for the test file, and returns the ways to use it. */
export async function openDatabase() {
  const url = await copyDatabase(inject('adminUrl'), 'migrated');
  const sql = postgres(url, { max: 20, onnotice: () => {} });

  /** Runs the work as the identity, then commits, or rolls back when it throws. */
  async function as<T>(identity: Identity, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const { value } = await sql.begin(async (tx) => {
      await tx`select set_config('request.jwt.claims', ${JSON.stringify(identity.claims)}, true),
        set_config('role', ${identity.role}, true)`;
      return { value: await work(tx) };
    });
    return value;
  }

  return {
    /** The superuser's address. */
    url,
    /** The superuser's connection, for what no identity may do: set up, inspect and tamper. */
    sql,
    as,
    end: () => sql.end(),
    async makeTask(userId: string, id: string = crypto.randomUUID()): Promise<string> {
      await sql`insert into deep_work_tasks (id, user_id, title) values (${id}, ${userId}, 'Task')`;
      return id;
    },
    async makePlan(
      userId: string,
      taskId: string,
      steps: postgres.JSONValue = [1, 2, 3].map((n) => declareStep(n)),
    ) {
      const [plan] = await as(
        person(userId),
        (tx) =>
          tx<{ id: string }[]>`select id from agent_create_plan(${taskId}, 'research', ${tx.json(steps)})`,
      );
      if (!plan) throw new Error('The plan was not created.');
      return plan.id;
    },
  };
}

export type Database = Awaited<ReturnType<typeof openDatabase>>;

/** Expects the call to fail with this SQLSTATE. The app's own errors also carry a message and a hint. */
export async function expectError(
  refused: Promise<unknown>,
  sqlstate: string,
): Promise<postgres.PostgresError> {
  const error = await refused.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof postgres.PostgresError))
    throw error ?? new Error(`Accepted, and not refused with ${sqlstate}.`);
  expect(error.code, error.message).toBe(sqlstate);
  if (sqlstate.startsWith('AE')) {
    expect(error.message).toMatch(/\S/);
    expect(error.hint).toMatch(/\S/);
  }
  return error;
}
