/** Captures sessions and projects them, for the tests of captured runs. */
import type postgres from 'postgres';
import { type Database, type Identity, owner } from './identities.ts';

export const event = (session: string, key: string) => ({
  session,
  event: 'Stop',
  key,
  payload: { text: key },
});

/** Creates the plan of a session with the step `one`. */
export const create = {
  do: 'create',
  plan: 'main',
  plan_type: 'session',
  task: { title: 'A session' },
  step: { key: 'one', action: 'prompt', description: 'First' },
  metadata: { captured: true },
};

export const revise = (keys: string[], after: Record<string, string[]> = {}) => ({
  do: 'revise',
  plan: 'main',
  reason: 'List',
  add: keys.map((key) => ({ key, action: 'todo', description: key, after: [] })),
  after,
});

export const move = (step: string, action: string) => ({ do: 'move', plan: 'main', step, move: action });

/** Returns steps as a person declares them, the first prompt among them. */
export const declared = (...descriptions: string[]) =>
  descriptions.map((description, place) => ({
    step: place + 1,
    action: description === 'First' ? 'prompt' : 'todo',
    description,
    depends_on: [] as number[],
  }));

export function capturedSessions(db: Database) {
  /** Adds events as an identity. Returns the id of their session. */
  async function capture(identity: Identity, events: postgres.JSONValue, userId?: string) {
    const [row] = await db.as(
      identity,
      (tx) => tx`select agent_capture_events('claude-code', ${tx.json(events)}, ${userId ?? null}) as result`,
    );
    return row?.result as { received: number; added: number; sessions: string[] }; // what the function builds
  }

  async function read(identity: Identity, sessionId: string) {
    const [row] = await db.as(identity, (tx) => tx`select agent_read_captured(${sessionId}) as result`);
    return row?.result;
  }

  async function project(
    identity: Identity,
    sessionId: string,
    commands: postgres.JSONValue,
    {
      version = 0,
      events = [],
      state = {},
    }: { version?: number; events?: number[]; state?: postgres.JSONValue } = {},
  ) {
    const [row] = await db.as(
      identity,
      (tx) =>
        tx`select agent_project_captured(${sessionId}, ${version}, ${events}::bigint[], ${tx.json(commands)}, ${tx.json(state)}) as result`,
    );
    return row?.result as { version: number; problems: { message: string }[] }; // what the function builds
  }

  /** Opens a session with the commands. `send` projects more commands. */
  async function open(identity: Identity, name: string, commands: postgres.JSONValue[]) {
    const [id = ''] = (await capture(identity, [event(name, 'k1')])).sessions;
    let version = 0;
    const send = async (...more: postgres.JSONValue[]) => {
      const { problems } = await project(identity, id, more, { version });
      version += 1;
      return problems.map(({ message }) => message);
    };
    await send(create, ...commands);
    const [row] =
      await db.sql`select plans -> 'main' ->> 'id' as plan from private.captured_sessions where id = ${id}`;
    return { id, plan: String(row?.plan), send };
  }

  /** Returns the description, status and dependencies of each step of a plan. */
  const stepsOf = async (plan: string) =>
    (
      await db.sql`select description, status, depends_on from agent_execution_steps
        where plan_id = ${plan} order by step_number`
    ).map((row) => [row.description, row.status, ...(row.depends_on.length > 0 ? [row.depends_on] : [])]);

  /** Replaces the steps of a plan as its owner. */
  const replan = (plan: string, steps: postgres.JSONValue) =>
    db.as(owner, (tx) => tx`select agent_replan(${plan}, ${tx.json(steps)})`);

  return { capture, read, project, open, stepsOf, replan };
}
