/** Finds out which files belong to one session, from their paths. */

/** Where the rows of a file belong. Without a session, its first row names it. */
interface FilePlace {
  session?: string;
  /** The name of the file within its session. */
  file: string;
}

/** The files of one session. */
export interface SessionFiles<File> {
  session: string;
  files: { name: string; source: File }[];
}

const MAIN = 'main';

const PLACES: Record<string, (parts: string[], stem: string) => FilePlace | null> = {
  'claude-code'(parts, stem) {
    if (!stem.startsWith('agent-')) return { session: stem, file: MAIN };
    const isBelow = parts.at(-2) === 'subagents';
    return isBelow ? { session: parts.at(-3) ?? stem, file: stem } : { file: stem };
  },
  codex(_, stem) {
    const session = /^rollout-.*?-([0-9a-f]{8}-[0-9a-f-]{27})$/.exec(stem)?.[1];
    return session === undefined ? null : { session, file: MAIN };
  },
  copilot(parts, stem) {
    const session = parts.at(-2);
    return stem === 'events' && session !== undefined ? { session, file: MAIN } : null;
  },
};

/** The tools whose files are lists of tasks, with the names of these files. */
const LIST_FILES: Record<string, string> = { 'task-master': 'tasks.json', beads: 'issues.jsonl' };

export const listClients = Object.keys(LIST_FILES);

/** Returns whether the files of a client are lists of tasks. */
export const isListClient = (client: string) => Object.hasOwn(LIST_FILES, client);

export const pastRunClients = [...Object.keys(PLACES), ...listClients];

/** Returns whether a file of this path holds lists of a client. */
export const isListFile = (client: string, path: string) =>
  isListClient(client) && path.split(/[\\/]/).at(-1) === LIST_FILES[client];

/** The folders in which the tools keep their files. The folder above them is the project. */
const OWN_FOLDERS = new Set(['.taskmaster', '.beads', 'tasks']);

/** Returns the name of the project that a list belongs to. */
export function projectOfFile(path: string): string {
  const folders = path.split(/[\\/]/).slice(0, -1);
  return folders.findLast((name) => name !== '' && name !== '.' && !OWN_FOLDERS.has(name)) ?? 'project';
}

/** Returns the place of a file of a client; null for one that holds no run. */
export function placeOfFile(client: string, path: string): FilePlace | null {
  const parts = path.split(/[\\/]/);
  const name = parts.at(-1) ?? '';
  const place = Object.hasOwn(PLACES, client) ? PLACES[client] : undefined;
  return name.endsWith('.jsonl') ? (place?.(parts, name.slice(0, -'.jsonl'.length)) ?? null) : null;
}

/** Groups files into sessions, with the main file first. */
export function groupFiles<File>(
  placed: { session: string; file: string; source: File }[],
): SessionFiles<File>[] {
  const sessions = new Map<string, SessionFiles<File>>();
  for (const { session, file, source } of placed) {
    const known = sessions.get(session) ?? { session, files: [] };
    sessions.set(session, known);
    const isTaken = known.files.some(({ name }) => name === file);
    const name = isTaken ? `${file} ${known.files.length}` : file;
    if (file === MAIN) known.files.unshift({ name, source });
    else known.files.push({ name, source });
  }
  return [...sessions.values()];
}
