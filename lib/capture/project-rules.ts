/**
 * The rules of a person that drop contents and that decide, as far as this process knows them. They may be old: the inbox compares their version with the
 * stored one and refuses events that were prepared with others. So the common case needs no read, and a saved rule holds at once.
 */
import { hash } from 'node:crypto';
import type { AgentExecutionClient, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { cleanPayload, hashKey } from './clean-payload';
import { folderOf, isInside } from './project-folder';
import { type DropRule, dropContents } from './redaction/drop-rules';
import { call, type ProjectRules } from './results';
import type { ProjectDecisionRules } from './rules/decision-rules';

export interface KnownRules {
  version: number;
  projects: ProjectRules[];
  decisions: ProjectDecisionRules[];
  /** The folders of sessions, by client and session, for events that name none. */
  folders: Map<string, string>;
  /** Milliseconds of performance.now(). */
  readAt: number;
}

/** The version without rules is 0. */
const NO_RULES: KnownRules = {
  version: 0,
  projects: [],
  decisions: [],
  folders: new Map(),
  readAt: Number.POSITIVE_INFINITY,
};
const MAX_FOLDERS = 2000;
const MAX_KEYS = 1000;
/** Another process may have learned the folder of a session, and the version of the rules does not show it. */
const MAX_AGE_MS = 60_000;

/** Clients are cached by token, so this lasts as long as the token. */
const known = new WeakMap<AgentExecutionClient, KnownRules>();

/** Returns the rules that the caller had when they were read last; none if they never were. */
export function knownRules(db: AgentExecutionClient): KnownRules {
  return known.get(db) ?? NO_RULES;
}

/** Reads the rules of the caller. */
export async function readRules(db: AgentExecutionClient): Promise<KnownRules> {
  const { version, projects, decisions, sessions } = await call(db, 'agent_read_drop_rules');
  const folders = new Map(sessions.map(({ client, session, cwd }) => [keyOf(client, session), cwd]));
  const rules = { version, projects, decisions, folders, readAt: performance.now() };
  known.set(db, rules);
  return rules;
}

/** The rules of the owners of agent keys, by the hash of a key that has sent events. */
const knownByKey = new Map<string, KnownRules>();

const hashOf = (key: string) => hash('sha256', key, 'base64url');

/** Remembers the rules of the caller as those of their key, so that its next events can be prepared before it is identified. */
export function rememberRulesOfKey(key: string, db: AgentExecutionClient): void {
  if (knownByKey.size >= MAX_KEYS) knownByKey.clear();
  knownByKey.set(hashOf(key), knownRules(db));
}

/** Returns the rules for the events of a key; undefined if the key must be identified first. */
export function rulesOfKey(key: string): KnownRules | undefined {
  const rules = knownByKey.get(hashOf(key));
  return rules && performance.now() - rules.readAt < MAX_AGE_MS ? rules : undefined;
}

export function forgetRulesOfKey(key: string): void {
  knownByKey.delete(hashOf(key));
}

const keyOf = (client: string, session: string) => JSON.stringify([client, session]);

function rulesIn(projects: ProjectRules[], folders: string[]): DropRule[] {
  return projects.flatMap(({ project, rules }) =>
    project === '' || folders.some((folder) => isInside(folder, project)) ? rules : [],
  );
}

/** Returns the folders that an event belongs to: its own, and the first one of its session, which stays its project when an agent leaves it. */
function foldersOf({ folders }: KnownRules, key: string, own: string | undefined): string[] {
  const first = folders.get(key);
  if (first === undefined && own !== undefined) {
    const [oldest] = folders.keys();
    if (folders.size >= MAX_FOLDERS && oldest !== undefined) folders.delete(oldest);
    folders.set(key, own);
  }
  return [first, own].flatMap((folder) => folder ?? []);
}

interface SessionName {
  client: string;
  session: string;
}

/** Returns the folders of an event: none if no rule needs them. */
export function foldersOfEvent(rules: KnownRules, name: SessionName, payload: JsonObject): string[] {
  if (rules.projects.length + rules.decisions.length === 0) return [];
  return foldersOf(rules, keyOf(name.client, name.session), folderOf(payload));
}

/** Returns a payload as it may be stored: without the contents that rules name, with long texts cut, and without secrets. */
export function cleanByRules(rules: KnownRules, name: SessionName, payload: JsonObject): JsonObject {
  if (rules.projects.length === 0) return cleanPayload(payload);
  const folders = foldersOfEvent(rules, name, payload);
  return cleanPayload(dropContents(payload, rulesIn(rules.projects, folders), hashKey()));
}
