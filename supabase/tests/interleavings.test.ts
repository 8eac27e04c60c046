/** Compares the engine with a model: agents that work, die, return late and report wrongly, in random order. */
import fc from 'fast-check';
import type postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, declareStep, openDatabase } from './identities.ts';
import { LeaseModel, type ModelStep, type Report } from './lease-model.ts';

let db: Database;
let task: string;

beforeAll(async () => {
  db = await openDatabase();
  task = await db.makeTask('owner');
});
afterAll(() => db.end());

type Event =
  | { kind: 'claim' }
  /** An agent reports under one of the newest tokens: with `isRepeatable` through agent_report_step, as executePlan does. */
  | { kind: 'report'; what: Report; token: number; isRepeatable: boolean }
  | { kind: 'heartbeat'; token: number }
  /** A report with a token that was never issued, or was issued for another step. */
  | { kind: 'forge'; what: Report; by: number }
  /** The lease of a dead agent expires. */
  | { kind: 'expire'; step: number }
  /** The retry delay of every failed step ends. */
  | { kind: 'wait' }
  | { kind: 'decide'; what: 'skip_step' | 'reopen_step'; step: number }
  | { kind: 'pause' | 'resume' | 'cancel' };

const MAX_STEPS = 5;
const steps: fc.Arbitrary<ModelStep[]> = fc
  .array(
    fc.record({
      waitsFor: fc.array(fc.nat({ max: MAX_STEPS }), { maxLength: 2 }),
      max_attempts: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    }),
    { minLength: 1, maxLength: MAX_STEPS },
  )
  .map((all) =>
    all.map(({ waitsFor, max_attempts }, i) => ({
      depends_on: [...new Set(waitsFor.filter((step) => step > 0 && step <= i))],
      ...(max_attempts && { max_attempts }),
    })),
  );
const what = fc.constantFrom<Report>('complete_step', 'complete_step', 'fail_step', 'release_step', 'block');
const step = fc.nat({ max: MAX_STEPS - 1 });
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 80, arbitrary: fc.record({ kind: fc.constant('claim' as const) }) },
  {
    weight: 80,
    arbitrary: fc.record({
      kind: fc.constant('report' as const),
      what,
      token: fc.nat({ max: 2 }),
      isRepeatable: fc.boolean(),
    }),
  },
  {
    weight: 30,
    arbitrary: fc.record({ kind: fc.constant('heartbeat' as const), token: fc.nat({ max: 2 }) }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('forge' as const),
      what,
      by: fc.constantFrom(1, 1000, -1_000_000, 2 ** 40),
    }),
  },
  { weight: 40, arbitrary: fc.record({ kind: fc.constant('expire' as const), step }) },
  { weight: 30, arbitrary: fc.record({ kind: fc.constant('wait' as const) }) },
  {
    weight: 20,
    arbitrary: fc.record({
      kind: fc.constant('decide' as const),
      what: fc.constantFrom('skip_step' as const, 'reopen_step' as const, 'reopen_step' as const),
      step,
    }),
  },
  {
    weight: 30,
    arbitrary: fc.record({ kind: fc.constantFrom('pause' as const, 'resume' as const, 'resume' as const) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const) }) },
);

/** A plan in the database and its model. Both go through the same events. */
class Pair {
  private readonly id: string;
  private readonly model: LeaseModel;
  /** Every token that was issued, with the step it was for. */
  private readonly tokens: { token: number; step: number }[] = [];

  private constructor(id: string, declared: ModelStep[]) {
    this.id = id;
    this.model = new LeaseModel(declared);
  }

  static async create(declared: ModelStep[]): Promise<Pair> {
    const plan = declared.map((step, i) => declareStep(i + 1, { ...step, retry_delay_seconds: 1000 }));
    const [row] = await db.sql`select id from agent_create_plan(${task}, 'model', ${db.sql.json(plan)})`;
    return new Pair(row?.id, declared);
  }

  async apply(event: Event): Promise<void> {
    switch (event.kind) {
      case 'claim':
        return this.claim();
      case 'report':
        return this.withToken(event.token, (token, step) =>
          this.report(token, step, event.what, event.isRepeatable),
        );
      case 'heartbeat':
        return this.withToken(event.token, (token, step) => this.heartbeat(token, step));
      case 'forge': {
        const newest = this.tokens.at(-1) ?? { token: 0, step: 1 };
        return this.report(newest.token + event.by, newest.step, event.what, false);
      }
      case 'expire':
        return this.expire(event.step % this.model.steps.length);
      case 'wait':
        return this.wait();
      case 'decide': {
        const number = (event.step % this.model.steps.length) + 1;
        if (event.what === 'reopen_step' && this.isDone(number)) return; // The step may be done again.
        return this.expectCode(
          db.sql`select agent_move_step(${this.id}, ${number}, ${event.what})`,
          this.model.decide(number, event.what),
        );
      }
      case 'resume':
        if (this.model.status !== 'paused') return;
        this.model.resume();
        return this.expectCode(this.update('in_progress'), null);
      case 'pause':
        return this.expectCode(this.update('paused'), this.model.pause());
      case 'cancel':
        return this.expectCode(this.update('cancelled'), this.model.cancel());
    }
  }

  async claim(): Promise<void> {
    const expected = this.model.claim();
    const [row] =
      await db.sql`select agent_claim_step(${this.id}, claim_key => ${crypto.randomUUID()}) as it`;
    expect(row?.it.step?.step_number ?? null).toBe(expected);
    if (expected === null) expect(row?.it.plan.status).toBe(this.model.status);
    if (expected === null) {
      expect(row?.it.ask_again_at !== null, 'there is something to wait for').toBe(
        this.model.isWorthAsking(),
      );
      return;
    }
    const token = row?.it.lease_token;
    expect(token).toBeGreaterThan(this.tokens.at(-1)?.token ?? 0);
    this.tokens.push({ token, step: expected });
    this.model.take(expected, token);
    expect(row?.it.step.attempt).toBe(this.model.steps[expected - 1]?.attempt);
  }

  /** An agent that makes no mistakes comes last: it completes every step that can be completed. */
  async finish(): Promise<void> {
    await this.apply({ kind: 'resume' });
    for (let i = 0; i < this.model.steps.length; i++) await this.expire(i);
    for (let i = 0; i <= this.model.steps.length; i++) {
      await this.wait();
      await this.claim();
      await this.apply({ kind: 'report', what: 'complete_step', token: 0, isRepeatable: true });
    }
  }

  async check(): Promise<void> {
    const [row] = await db.sql`
      select p.status, (agent_verify_log(p.id) ->> 'is_valid')::boolean as is_valid,
        array_agg(s.status order by s.step_number) as statuses, array_agg(s.attempt order by s.step_number) as attempts
      from agent_execution_plans p join agent_execution_steps s on s.plan_id = p.id where p.id = ${this.id} group by p.id`;
    expect(row).toEqual({
      status: this.model.status,
      is_valid: true,
      statuses: this.model.steps.map((step) => step.status),
      attempts: this.model.steps.map((step) => step.attempt),
    });
    const twice = await db.sql`
      select 1 from agent_execution_logs where plan_id = ${this.id} and action_type = 'complete_step' group by step_number having count(*) > 1
      union all
      select 1 from agent_execution_logs where plan_id = ${this.id} and metadata ? 'lease_token'
      group by metadata -> 'lease_token' having count(*) > 1`;
    expect(twice, 'a step was completed, or a token taken, twice').toHaveLength(0);
  }

  private isDone(number: number): boolean {
    return ['completed', 'skipped'].includes(this.model.steps[number - 1]?.status ?? '');
  }

  /** Returns one of the newest tokens, which may be stale. Nothing happens before there is one. */
  private async withToken(age: number, use: (token: number, step: number) => Promise<void>): Promise<void> {
    const known = this.tokens[Math.max(0, this.tokens.length - 1 - age)];
    if (known) await use(known.token, known.step);
  }

  private report(token: number, step: number, what: Report, isRepeatable: boolean): Promise<void> {
    return this.expectCode(
      isRepeatable && what !== 'block'
        ? db.sql`select agent_report_step(${this.id}, ${step}, ${what}, ${token})`
        : db.sql`select agent_move_step(${this.id}, ${step}, ${what}, lease_token => ${token})`,
      this.model.report(token, what),
    );
  }

  private async heartbeat(token: number, step: number): Promise<void> {
    const isHeld = this.model.holds(token);
    await this.expectCode(
      db.sql`select agent_heartbeat(${this.id}, ${step}, ${token}) as it`.then(([row]) => {
        expect(row?.it.plan_status).toBe(this.model.status);
        expect(row?.it.should_stop).toBe(this.model.status === 'paused');
      }),
      isHeld ? null : this.model.refusalOf(token),
    );
  }

  /** Simulates the end of a lease. */
  private async expire(i: number): Promise<void> {
    const lease = this.model.steps[i]?.lease;
    if (!lease) return;
    lease.isOver = true;
    await db.sql`update agent_execution_steps set lease_expires_at = clock_timestamp() - interval '1 second'
      where plan_id = ${this.id} and step_number = ${i + 1}`;
  }

  private async wait(): Promise<void> {
    if (!this.model.steps.some((step) => step.isWaiting)) return;
    for (const step of this.model.steps) step.isWaiting = false;
    await db.sql`update agent_execution_steps set not_before = clock_timestamp() where plan_id = ${this.id} and not_before is not null`;
  }

  private update(status: string) {
    return db.sql`select agent_update_plan(${this.id}, ${status})`;
  }

  private async expectCode(call: PromiseLike<unknown>, code: string | null): Promise<void> {
    const refusal = await Promise.resolve(call).then(
      () => null,
      (error: postgres.PostgresError) => {
        if (!error.code) throw error;
        return error.code;
      },
    );
    expect(refusal).toBe(code);
  }
}

test('200 interleavings end as the model predicts: no step completed twice, no token issued twice, every chain valid', async () => {
  await fc.assert(
    fc.asyncProperty(
      steps,
      fc.array(event, { minLength: 10, maxLength: 120, size: 'max' }),
      async (declared, events) => {
        const pair = await Pair.create(declared);
        for (const event of events) await pair.apply(event);
        await pair.check();
        await pair.finish();
        await pair.check();
      },
    ),
    { numRuns: 200 },
  );
}, 120_000);
