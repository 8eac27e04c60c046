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
};

export const pastRunClients = Object.keys(PLACES);

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
