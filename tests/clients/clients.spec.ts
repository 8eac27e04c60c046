/** Real coding agents, connected by the files that Connect serves, in runs that a scripted model leads. */
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Log, PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import { databaseUrlOf } from '@/scripts/scale';
import { type OwnServer, startOwnServer } from '@/tests/support/own-server';
import { expireLeases, get, readPlan, waitForPlan, waitForUsage } from './captured';
import { type ClientPlace, createPlace, startClient, writePlaced } from './client-run';
import { claudeCode } from './clients/claude-code';
import {
  COUNT,
  COUNTING,
  ENDLESS,
  ENDLESS_PROMPT,
  FAILING,
  ITEMS,
  PROMPT,
  RESULT,
  SUBAGENT_PROMPT,
  scriptOf,
} from './clients/client';
import { codex } from './clients/codex';
import { copilot } from './clients/copilot';
import { gemini } from './clients/gemini';
import { opencode } from './clients/opencode';
import { connect } from './connect';
import { USAGE } from './model/script';
import { type ModelServer, startModel } from './model/server';
import { type RefusingProxy, startRefusingProxy } from './refusing-proxy';

/** Seconds of a lease while no tool runs. */
const LEASE_SECONDS = 300;

let server: OwnServer;
let sql: postgres.Sql;

beforeAll(async () => {
  server = await startOwnServer({ NEXT_PUBLIC_SUPABASE_URL: '', NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: '' });
  sql = postgres(await databaseUrlOf(server.dataDir), { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await sql?.end();
  await server?.stop();
});

function rowOf(plan: PlanWithDetails, description: string): Log | undefined {
  return plan.logs?.findLast((row) => row.description === description);
}

describe.each([claudeCode, codex, copilot, gemini, opencode])('$name', (client) => {
  let place: ClientPlace;
  let model: ModelServer;
  let proxy: RefusingProxy;
  let connection: Record<string, string>;

  const start = (prompt: string) =>
    startClient(place, client.command(prompt, model.origin), {
      ...client.env(model.origin),
      ...proxy.env,
      ...connection,
    });
  const waitFor = (prompt: string, isReady: (plan: PlanWithDetails) => boolean) =>
    waitForPlan(server, { client: client.name, title: `shop: ${prompt}` }, isReady);

  beforeAll(async () => {
    place = createPlace(client.name);
    proxy = await startRefusingProxy();
    model = await startModel(client.dialect, scriptOf(client, place.project));
    for (const [path, content] of Object.entries(client.settings?.(model.origin) ?? {}))
      writePlaced(place, path, JSON.stringify(content));
    connection = await connect(server, client.name, place);
  });
  afterAll(async () => {
    await model?.stop();
    await proxy?.stop();
    place?.remove();
  });

  describe('a run that ends', () => {
    let plan: PlanWithDetails;
    let subPlan: PlanWithDetails;

    beforeAll(async () => {
      const { code, output } = await start(PROMPT).ended;
      expect(code, output).toBe(0);
      expect(output).toContain(RESULT);
      // Telemetry, which has the rows of commands of Codex, may come after the end.
      plan = await waitFor(
        PROMPT,
        (found) => found.status === 'completed' && rowOf(found, `Ran ${FAILING}`) !== undefined,
      );
      subPlan = await readPlan(server, plan.sub_plans[0]?.plan_id ?? '');
    });

    test('becomes a plan whose steps are the prompt, the list and the subagent', () => {
      const steps = plan.steps.map(({ action, description, status }) => [action, description, status]);
      expect(steps).toEqual([
        ['prompt', PROMPT, 'completed'],
        ...ITEMS.map((item) => ['todo', item, 'completed']),
        ['agent', subPlan.steps[0]?.description, 'completed'],
      ]);
      expect(plan.metadata).toMatchObject({ client: client.name, cwd: place.project });
      if (client.hasFinalMessage)
        expect(plan.steps[0]?.result).toMatchObject({ message: expect.stringContaining(RESULT) });
    });

    test('has a row with the diff of an edit, under the item in progress', () => {
      expect(rowOf(plan, 'Edited greet.sh')).toMatchObject({
        action_type: 'edit',
        // The first item was in progress.
        step_number: 2,
        after_state: { patch: expect.stringContaining('-echo helo\n+echo hello') },
        error_message: null,
      });
    });

    test('has the exit codes of commands', () => {
      expect(rowOf(plan, 'Ran sh greet.sh')?.after_state).toMatchObject({
        exit_code: 0,
        stdout: expect.stringMatching(/^hello\n?$/),
      });
      expect(rowOf(plan, `Ran ${FAILING}`)).toMatchObject({
        action_type: 'command',
        after_state: { exit_code: 3, stdout: expect.stringMatching(/^oops\n?$/) },
        error_message: 'Exit code 3\noops',
      });
    });

    test('has a sub-plan with the work of the subagent', () => {
      expect(subPlan).toMatchObject({
        plan_type: 'subagent',
        status: 'completed',
        steps: [{ result: { message: expect.stringContaining(COUNT) } }],
      });
      const counting = rowOf(client.hasSubagentRows ? subPlan : plan, `Ran ${COUNTING}`);
      expect(counting?.after_state).toMatchObject({
        stdout: expect.stringContaining('21'),
        ...(client.hasSubagentTelemetry && { exit_code: 0 }),
      });
    });

    test('has the tokens and the cost of each call of the model', async () => {
      const calls = model.requests.filter(
        ({ hasTools, opening }) =>
          hasTools && (client.hasSubagentTelemetry || !opening.includes(SUBAGENT_PROMPT)),
      );
      const usage = await waitForUsage(sql, [plan.id, subPlan.id], calls.length);
      expect(usage).toEqual([
        {
          model: calls[0]?.model,
          calls: calls.length,
          input_tokens: calls.length * USAGE.input,
          output_tokens: calls.length * USAGE.output,
          cost_usd: client.hasCost ? expect.any(Number) : null,
        },
      ]);
      if (client.hasCost) expect(usage[0]?.cost_usd).toBeGreaterThan(0);
    });

    test('leaves a log that verifies, and no problem', async () => {
      expect(await get(server, `/api/v1/plans/${plan.id}/verification`)).toMatchObject({ is_valid: true });
      expect(await get(server, '/api/v1/connector-log')).toEqual([]);
    });

    test('asks for nothing but the model', () => {
      expect(proxy.attempts).toEqual([]);
      expect(model.others.filter((other) => !client.others?.includes(other))).toEqual([]);
    });
  });

  test('is lost after kill -9, once the lease of its open call has expired', async () => {
    const run = start(ENDLESS_PROMPT);
    const isCalling = ({ leases }: PlanWithDetails) =>
      leases.some((lease) => lease.seconds_left > LEASE_SECONDS);
    const { id } = await waitFor(ENDLESS_PROMPT, isCalling);
    run.kill();
    await run.ended;
    const killed = await readPlan(server, id);
    expect(killed).toMatchObject({
      status: 'in_progress',
      leases: [{ step_number: 1, liveness: 'working' }],
    });
    expect(rowOf(killed, `Ran ${ENDLESS}`)).toBeUndefined();
    await expireLeases(sql, id);
    expect((await readPlan(server, id)).leases).toMatchObject([{ step_number: 1, liveness: 'lost' }]);
  });
});
