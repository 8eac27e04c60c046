/** The callers, and the form of a rule that says who can do what. */
import type postgres from 'postgres';
import {
  agentKey,
  anon,
  declareStep,
  type Identity,
  other,
  owner,
  serviceRole,
  type Transaction,
} from './identities.ts';

export const callers = {
  owner,
  other,
  anon,
  '[read]': agentKey('owner', 'read'),
  '[write]': agentKey('owner', 'write'),
  '[read, write]': agentKey('owner', 'read', 'write'),
  '[approve]': agentKey('owner', 'approve'),
  '[read, write, approve]': agentKey('owner', 'read', 'write', 'approve'),
  "another's [read, write, approve]": agentKey('other', 'read', 'write', 'approve'),
  service_role: serviceRole,
} satisfies Record<string, Identity>;
export type Caller = keyof typeof callers;

const everyKey: Caller[] = ['[read]', '[write]', '[read, write]', '[approve]', '[read, write, approve]'];
export const READERS: Caller[] = ['owner', ...everyKey, 'service_role'];
export const WRITERS: Caller[] = [
  'owner',
  '[write]',
  '[read, write]',
  '[read, write, approve]',
  'service_role',
];
export const APPROVERS: Caller[] = ['owner', '[approve]', '[read, write, approve]', 'service_role'];
export const PEOPLE: Caller[] = ['owner', 'service_role'];
export const SERVICE: Caller[] = ['service_role'];
export const NO_CALLER: Caller[] = [];

/** The rows of the owner, and one task of another person. */
interface World {
  taskId: string;
  othersTaskId: string;
  planId: string;
}

export interface Rule {
  /** The policy that decides; null where no policy allows it to any caller. */
  policy: string | null;
  what: string;
  can: Caller[];
  /** Updates and deletes have no `where`. So only their own policy decides, and not also that of select. */
  attempt: (tx: Transaction, world: World) => postgres.PendingQuery<postgres.Row[]>;
}

export const steps = (tx: Transaction) => tx.json([declareStep(1)]);
