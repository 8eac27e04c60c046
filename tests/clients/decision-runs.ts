/** The tests in which a person decides for a real client: one server with its person and the scripted model, and a folder for each run. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { decide, listDecisions, type PlacedDecision } from '@/lib/agent-execution/decisions';
import { type OwnServer, startOwnServer } from '@/tests/support/own-server';
import { PATIENCE } from './captured';
import { type ClientPlace, type ClientRun, createPlace, startClient, writePlaced } from './client-run';
import type { TestedClient } from './clients/client';
import { connect } from './connect';
import type { Dialect } from './model/script';
import { type ModelServer, startModel } from './model/server';
import { signIn } from './sign-in';
import { startAtTerminal, type TerminalRun } from './terminal';

type IsWanted = (decision: PlacedDecision) => boolean;
type Rest<Arguments extends unknown[]> = Arguments extends [unknown, ...infer Others] ? Others : never;

export interface DecisionRuns {
  readonly server: OwnServer;
  readonly person: AgentExecutionClient;
  readonly place: ClientPlace;
  /** The address of the model. */
  readonly origin: string;
  /** Starts the server again, after it has ended. */
  restart(): Promise<void>;
  /** Starts the connected client without a terminal. */
  start(command: string[]): Promise<ClientRun>;
  /** Starts the connected client at a terminal, which the test closes. */
  startSeen(command: string[]): Promise<TerminalRun>;
  /** Returns the request of the run, once it matches. Open ones come first, then the newest. */
  requestOf(isWanted?: IsWanted, timeout?: number): Promise<PlacedDecision>;
  /** Decides as the person. */
  decide(...decision: Rest<Parameters<typeof decide>>): ReturnType<typeof decide>;
  /** Returns whether a call of the run has made a file in the project. */
  isMade(file: string): boolean;
}

/** Returns whether a request has a status. */
export const has =
  (status: PlacedDecision['status']): IsWanted =>
  (decision) =>
    decision.status === status;

/** Prepares the tests of a file for a client, whose model speaks a dialect. */
export function createDecisionRuns(client: TestedClient, dialect: Dialect): DecisionRuns {
  let server: OwnServer;
  let person: AgentExecutionClient;
  let place: ClientPlace;
  let model: ModelServer;
  let terminal: TerminalRun | undefined;

  beforeAll(async () => {
    server = await startOwnServer({ NEXT_PUBLIC_SUPABASE_URL: '', NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: '' });
    person = await signIn(server);
    model = await startModel(dialect, {});
  });
  afterAll(async () => {
    await model?.stop();
    await server?.stop();
  });
  beforeEach(() => {
    place = createPlace('decisions');
  });
  afterEach(async () => {
    await terminal?.close();
    terminal = undefined;
    place.remove();
  });

  const prepare = async () => {
    for (const [path, content] of Object.entries(client.settings?.(model.origin) ?? {}))
      writePlaced(place, path, JSON.stringify(content));
    return { ...client.env(model.origin), ...(await connect(server, client.name, place)) };
  };
  return {
    get server() {
      return server;
    },
    get person() {
      return person;
    },
    get place() {
      return place;
    },
    get origin() {
      return model.origin;
    },
    async restart() {
      await server.start();
      person = await signIn(server);
    },
    start: async (command) => startClient(place, command, await prepare()),
    async startSeen(command) {
      terminal = startAtTerminal(place, command, await prepare());
      return terminal;
    },
    requestOf: (isWanted = has('open'), timeout = PATIENCE.timeout) =>
      vi.waitFor(
        async () => {
          const all = await listDecisions(person, { status: 'all' });
          // A plan is a step that awaits approval until its request has arrived.
          const own = all.filter(({ project, kind }) => project === place.project && kind !== 'step');
          const [found] = own;
          if (!found || !isWanted(found)) throw new Error(`No request is as wanted: ${JSON.stringify(own)}`);
          return found;
        },
        { ...PATIENCE, timeout },
      ),
    decide: (...decision) => decide(person, ...decision),
    isMade: (file) => existsSync(join(place.project, file)),
  };
}
