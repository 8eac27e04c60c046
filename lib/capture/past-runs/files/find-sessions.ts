/** Finds the sessions and lists in the files that a person chose, in a command and in a browser. */
import { readBeads } from './beads.ts';
import { type Line, readLines } from './read-lines.ts';
import { groupFiles, isListClient, isListFile, placeOfFile, projectOfFile } from './session-files.ts';
import { linesOf, type TaskLists } from './task-list.ts';
import { readTaskMaster } from './task-master.ts';

/** A file with its path, of any system. */
export interface ChosenFile {
  path: string;
  size: number;
  open: () => AsyncIterable<Uint8Array>;
}

export interface FoundSession {
  session: string;
  /** Returns the files of the session, which are read once. */
  open: () => { name: string; lines: AsyncIterable<Line> }[];
}

export interface FoundSessions {
  sessions: FoundSession[];
  /** What cannot be imported, and why. */
  skipped: string[];
}

/** A list is read as a whole, because its items refer to each other. */
const MAX_LIST_BYTES = 64 * 1024 * 1024;

async function readText(file: ChosenFile): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of file.open()) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

/** Returns the session that the first row of a file names. */
async function namedSession(file: ChosenFile): Promise<string | undefined> {
  for await (const line of readLines(file.open())) {
    if (!('text' in line)) continue;
    const { sessionId } = JSON.parse(line.text);
    return typeof sessionId === 'string' ? sessionId : undefined;
  }
  return undefined;
}

async function findRuns(client: string, files: ChosenFile[]): Promise<FoundSessions> {
  const skipped: string[] = [];
  const placed = [];
  for (const source of files) {
    const place = placeOfFile(client, source.path);
    if (place === null) continue;
    const session = source.size === 0 ? undefined : (place.session ?? (await namedSession(source)));
    if (source.size === 0) skipped.push(`${source.path}: The file is empty.`);
    else if (session === undefined) skipped.push(`${source.path}: No row names the session.`);
    else placed.push({ session, file: place.file, source });
  }
  const sessions = groupFiles(placed).map(({ session, files: own }) => ({
    session,
    open: () => own.map(({ name, source }) => ({ name, lines: readLines(source.open()) })),
  }));
  return { sessions, skipped };
}

async function readLists(client: string, file: ChosenFile): Promise<TaskLists> {
  if (file.size > MAX_LIST_BYTES) return { lists: [], problems: ['The file is larger than 64 MB.'] };
  const text = await readText(file);
  const project = projectOfFile(file.path);
  try {
    return client === 'beads' ? readBeads(project, text) : readTaskMaster(project, text);
  } catch {
    return { lists: [], problems: ['The file is not JSON.'] };
  }
}

async function findLists(client: string, files: ChosenFile[]): Promise<FoundSessions> {
  const found: FoundSessions = { sessions: [], skipped: [] };
  for (const file of files.filter(({ path }) => isListFile(client, path))) {
    const { lists, problems } = await readLists(client, file);
    found.skipped.push(...problems.map((problem) => `${file.path}: ${problem}`));
    for (const list of lists)
      found.sessions.push({
        session: list.name,
        open: () => [{ name: 'main', lines: linesOf(list, file.path) }],
      });
  }
  return found;
}

/** Returns the sessions in files, and which files were skipped and why. Files of other clients are ignored. */
export function findSessions(client: string, files: ChosenFile[]): Promise<FoundSessions> {
  return isListClient(client) ? findLists(client, files) : findRuns(client, files);
}
