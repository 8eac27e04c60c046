/**
 * Imports the rows of past runs. Each call projects some rows of one session and stores how far it has come, in one transaction. So an
 * import that was interrupted resumes where it stopped, and known rows change nothing.
 */
import { errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { cleanPayload } from '../clean-payload';
import type { ClientMapping } from '../client-mapping';
import type { Fact } from '../facts';
import { findClient } from '../find-client';
import { fitIdentity } from '../fit';
import { defined, objectOf, textOf } from '../payload';
import { cleanByRules, type KnownRules, readRules } from '../project-rules';
import { call, type OpenPastRun } from '../results';
import type { Command } from '../session/commands';
import { projectPast } from '../session/project';
import { type ImportProgress, readState, type SessionState } from '../session/state';
import { isListClient, listClients } from './files/session-files';
import { type ListProgress, listCommands } from './list-commands';
import type { PastEvent, PastReader, PastRow } from './past-event';
import { findPastReader, pastClientNames } from './past-readers';

interface PastRows {
  session: string;
  rows: PastRow[];
  /** No rows follow. */
  is_last: boolean;
}

interface PastRunAnswer {
  session: string;
  /** Why the session is not imported; null if it is. */
  skipped: string | null;
  /** The line of each file at which the import resumes. Rows before it are known. */
  lines: Record<string, number>;
  is_complete: boolean;
  /** Rows that this call wrote to the log. */
  added: number;
  /** Why commands were refused. */
  problems: string[];
}

function readerOf(client: string): { reader: PastReader; mapping: ClientMapping } {
  const reader = findPastReader(client);
  const mapping = findClient(client);
  if (reader && mapping) return { reader, mapping };
  const names = new Intl.ListFormat('en').format([...pastClientNames, ...listClients]);
  throw errorOf('not_found', `Past runs of ${client} cannot be imported. The clients are ${names}.`);
}

/** What hooks captured is complete already, and a person who deleted a plan does not want it back. */
function reasonToSkip({ has_events, is_deleted }: OpenPastRun): string | null {
  if (has_events) return 'The hooks of the client have captured this session.';
  return is_deleted ? 'The plan of this session was deleted.' : null;
}

/** Usage has numbers and ids, which need no cleaning. */
const cleanFact = (fact: Fact): Fact =>
  fact.kind === 'usage' ? fact : (cleanPayload(fact as unknown as JsonObject) as unknown as Fact); // the same fields

function factsOf(
  mapping: ClientMapping,
  clean: (payload: JsonObject) => JsonObject,
  { payload, facts = [] }: PastEvent,
): Fact[] {
  const read = payload === undefined ? [] : mapping.read(clean(mapping.prepare?.(payload) ?? payload));
  return [...read, ...facts.map(cleanFact)];
}

/** Returns the events of rows, and moves the progress forward. */
function readRows(
  reader: PastReader,
  progress: ImportProgress,
  { session, rows, is_last }: PastRows,
): PastEvent[] {
  const state = progress.reader;
  const events = rows.flatMap((row) => {
    progress.lines[row.file] = row.line + 1;
    return reader.read(state, session, row);
  });
  if (is_last) events.push(...reader.finish(state, session));
  progress.is_complete = is_last;
  progress.began_at ??= events.flatMap(({ at }) => at ?? []).toSorted()[0];
  return events;
}

const beginImport = (reader: PastReader): ImportProgress => ({
  lines: {},
  is_complete: false,
  is_run: true,
  reader: reader.begin() as JsonObject, // a reader keeps plain JSON
});

/** Executes commands. Returns how many of them wrote rows of the log, and why commands were refused. */
async function execute(
  db: AgentExecutionClient,
  { id: session_id, version }: OpenPastRun,
  state: SessionState,
  commands: Command[],
): Promise<Pick<PastRunAnswer, 'added' | 'problems'>> {
  const { problems } = await call(db, 'agent_project_captured', {
    session_id,
    version,
    events: [],
    commands,
    state,
  });
  const added = commands.filter((command) => command.do !== 'usage' && command.do !== 'renew').length;
  return { added: Math.max(0, added - problems.length), problems: problems.map(({ message }) => message) };
}

/** Returns an item of a list without what the rules of its project drop of its file. Its status and what it waits for stay. */
function cleanItem(
  rules: KnownRules,
  about: { client: string; session: string },
  path: string | undefined,
  row: JsonObject,
): JsonObject {
  const { id, title, details } = row;
  const item = cleanPayload(row);
  if (id === undefined || path === undefined) return item;
  const cwd = path.replace(/[\\/][^\\/]*$/, '');
  const dropped = cleanByRules(rules, about, defined({ file_path: path, cwd, title, details }));
  return { ...item, ...defined({ title: dropped.title, details: dropped.details }) };
}

/** Imports items of a list. What an earlier import has read of them changes nothing. */
async function importList(
  db: AgentExecutionClient,
  run: OpenPastRun,
  { session, rows, is_last }: PastRows,
): Promise<PastRunAnswer> {
  const state = readState({ ...run.state, plans: run.statuses });
  const answer = { session, skipped: reasonToSkip(run), lines: {}, is_complete: is_last };
  const progress = state.imported ?? { lines: {}, is_complete: true, reader: { items: {} } };
  const known = progress.reader as unknown as ListProgress; // only this function writes it
  known.path = rows.flatMap(({ row }) => textOf(row.path) ?? [])[0] ?? known.path;
  const rules = await readRules(db);
  const cleaned = rows.map(({ row }) => cleanItem(rules, { client: run.client, session }, known.path, row));
  const { commands, problems } = listCommands(state, known, cleaned, { client: run.client, session });
  if (answer.skipped !== null || (commands.length === 0 && problems.length === 0))
    return { ...answer, added: 0, problems };
  state.imported = progress;
  const done = await execute(db, run, state, commands);
  return { ...answer, added: done.added, problems: [...problems, ...done.problems] };
}

/** Imports rows of a session. Rows that are known are ignored. Throws not_found for a client without a reader. */
export async function importPastRun(
  db: AgentExecutionClient,
  client: string,
  sent: PastRows,
): Promise<PastRunAnswer> {
  const { session } = fitIdentity({ session: sent.session, event: 'import', key: 'import' });
  if (isListClient(client)) {
    const opened = await call(db, 'agent_open_past_run', { client, session });
    return importList(db, opened, { ...sent, session });
  }
  const { reader, mapping } = readerOf(client);
  const run = await call(db, 'agent_open_past_run', { client, session });
  const state = readState({ ...run.state, plans: run.statuses });
  const progress = state.imported ?? beginImport(reader);
  const skipped = reasonToSkip(run);
  const rows = sent.rows.filter(({ file, line }) => line >= (progress.lines[file] ?? 0));
  const isKnown = rows.length === 0 && (!sent.is_last || progress.is_complete);
  const { lines } = progress;
  if (skipped !== null || isKnown)
    return { session, skipped, lines, is_complete: progress.is_complete, added: 0, problems: [] };
  // Read each time, because an import is not in a hurry and must not miss a rule.
  const dropRules = await readRules(db);
  const clean = (payload: JsonObject) => cleanByRules(dropRules, { client, session }, payload);
  const events = readRows(reader, progress, { ...sent, session, rows }).map((event) => ({
    event: event.event,
    facts: factsOf(mapping, clean, event),
    occurred_at: event.at ?? null,
  }));
  const cwd = textOf(progress.reader.cwd);
  reader.seal(progress.reader, (tool_input, tool_name) =>
    objectOf(clean(defined({ cwd, tool_name, tool_input })).tool_input),
  );
  state.imported = progress;
  const keyed = events.map((event, index) => ({ ...event, key: `${run.version}:${index}` }));
  const { commands, state: projected } = projectPast(state, keyed, { client, session, now: Date.now() });
  const done = await execute(db, run, projected, commands);
  return { session, skipped, lines, is_complete: progress.is_complete, ...done };
}
