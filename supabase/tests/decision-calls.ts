/** Asks, decides and lists decisions of one plan, as the tests of decisions do. */
import type postgres from 'postgres';
import { agentKey, type Database, type Identity, owner } from './identities.ts';

export const writer = agentKey('owner', 'read', 'write');
export const approver = agentKey('owner', 'read', 'approve');
export const reader = agentKey('owner', 'read');

export interface Decision {
  id: string;
  kind: string;
  status: string;
  outcome: string | null;
  answer: Record<string, postgres.JSONValue>;
  hash: string;
  decided_by: string | null;
  [column: string]: unknown;
}

interface Asked {
  kind?: string;
  question?: string;
  request?: postgres.JSONValue;
  deadline?: number;
  key?: string;
}

interface Decided {
  message?: string;
  input?: postgres.JSONValue;
  answers?: postgres.JSONValue;
  hash?: string;
}

/** Returns the calls; `db` and `plan` are read at each of them. The writer asks and the owner decides, by default. */
export function decisionCalls(db: () => Database, plan: () => string) {
  async function ask(
    { kind = 'tool_call', question = 'Run rm -rf build', request = {}, deadline, key }: Asked = {},
    identity: Identity = writer,
  ): Promise<Decision> {
    const [row] = await db().as(
      identity,
      (tx) => tx<
        Decision[]
      >`select * from agent_ask(${plan()}, ${question}, ${kind}, request => ${tx.json(request)},
        deadline_seconds => ${deadline ?? null}, decision_key => ${key ?? null}, step_number => 1)`,
    );
    if (!row) throw new Error('Nothing was asked.');
    return row;
  }

  async function decide(
    id: string,
    outcome: string,
    { message, input, answers, hash }: Decided = {},
    identity: Identity = owner,
  ): Promise<Decision> {
    const [row] = await db().as(
      identity,
      (tx) => tx<{ decision: Decision }[]>`select agent_decide(${id}, ${outcome}, ${message ?? null},
        ${input === undefined ? null : tx.json(input)}, ${answers === undefined ? null : tx.json(answers)},
        ${hash ?? null}) as decision`,
    );
    if (!row) throw new Error('Nothing was decided.');
    return row.decision;
  }

  async function list(status: string | null = 'open', identity: Identity = owner): Promise<Decision[]> {
    const [row] = await db().as(
      identity,
      (tx) => tx<{ rows: Decision[] }[]>`select agent_list_decisions(${status}, ${plan()}) as rows`,
    );
    return row?.rows ?? [];
  }

  return { ask, decide, list };
}
