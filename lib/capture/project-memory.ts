/**
 * Memory that is delivered without a request: the response to the start of a session and to a prompt has context of earlier runs in the
 * same folder. The database decides what is relevant and what the session has received already. A failure or a slow search adds nothing.
 */
import type { AgentExecutionClient, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { cut, estimateTokens } from '@/lib/agent-execution/tokens';
import { opencode } from './clients/opencode';
import { textOf } from './payload';
import { call, type MemoryEntry } from './results';

const MAX_TOKENS = 2000;
/** One entry must not displace all others. */
const MAX_ENTRY_TOKENS = 500;
/** The client waits for two seconds. */
const TIMEOUT_MS = 1500;

const HEADING =
  'Context of earlier runs in this project, from the Agent Execution System. It may be outdated: check what you rely on.';

type PromptOf = (payload: JsonObject) => string | undefined;
const promptOf: PromptOf = ({ prompt }) => textOf(prompt);
const opencodePromptOf: PromptOf = (payload) =>
  opencode.read(payload).find((fact) => fact.kind === 'prompt')?.text;

/** The events that bring memory: at the start of a session, and for a prompt. */
const EVENTS = new Map<string, PromptOf | null>([
  ['SessionStart', null],
  ['UserPromptSubmit', promptOf],
  ['BeforeAgent', promptOf],
  ['chat.message', opencodePromptOf],
]);

/** Returns the text for the model, and the entries in it. */
export function packMemory(entries: MemoryEntry[]): { text: string; ids: string[] } {
  const blocks: string[] = [];
  const ids: string[] = [];
  let room = MAX_TOKENS - estimateTokens(HEADING);
  for (const { id, context_type, context_key, context_value, updated_at } of entries) {
    const head = `## ${context_type}: ${context_key} (${updated_at.slice(0, 10)})\n`;
    const value =
      estimateTokens(context_value) > MAX_ENTRY_TOKENS
        ? `${cut(context_value, MAX_ENTRY_TOKENS, estimateTokens).trimEnd()} …`
        : context_value;
    const tokens = estimateTokens(`${head}${value}\n\n`) + 1;
    if (tokens > room) continue;
    room -= tokens;
    blocks.push(`${head}${value}`);
    ids.push(id);
  }
  return { text: ids.length > 0 ? [HEADING, ...blocks].join('\n\n') : '', ids };
}

/** Returns the question that an event asks of the memory: null for the newest entries, undefined for none. */
function queryOf(event: string, payload: JsonObject): string | null | undefined {
  const read = EVENTS.get(event);
  if (read === undefined || read === null) return read;
  const prompt = read(payload);
  // The end of a background task arrives as a prompt.
  return prompt?.trimStart().startsWith('<task-notification>') ? undefined : prompt;
}

interface MemoryPlace {
  client: string;
  session: string;
  project: string;
  /** The model lost what it had received: its context was cleared or compacted. */
  has_forgotten: boolean;
}

async function readMemory(
  db: AgentExecutionClient,
  place: MemoryPlace,
  query: string | null,
): Promise<string> {
  const { client, session } = place;
  const found = await call(db, 'agent_project_memory', { ...place, ...(query !== null && { query }) });
  const { text, ids } = packMemory(found);
  if (ids.length > 0) await call(db, 'agent_give_memory', { client, session, entry_ids: ids });
  return text;
}

/** Returns context for the model that reads the response to an event, at most 2,000 tokens; '' without any. */
export async function takeMemory(
  db: AgentExecutionClient,
  client: string,
  { session, event, payload }: { session: string; event: string; payload: JsonObject },
): Promise<string> {
  const project = textOf(payload.cwd) ?? textOf(payload.directory);
  const query = queryOf(event, payload);
  if (project === undefined || query === undefined || textOf(payload.agent_id) !== undefined) return '';
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, TIMEOUT_MS, '');
  });
  try {
    const has_forgotten = event === 'SessionStart' && /^(clear|compact)$/.test(String(payload.source));
    return await Promise.race([readMemory(db, { client, session, project, has_forgotten }, query), late]);
  } catch (error) {
    console.warn('Memory could not be read:', error instanceof Error ? error.message : error);
    return '';
  } finally {
    clearTimeout(timer);
  }
}
