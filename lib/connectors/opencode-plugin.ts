/**
 * The source of the plugin for OpenCode. `{ SETTINGS }` stands for its address and key.
 *
 * A hook only puts its event into a queue, as text, because OpenCode may change the objects later. One request at a time sends what has
 * gathered meanwhile. If the server is away, the newest events wait.
 */
export const opencodePlugin = `// Sends the events of OpenCode to the Agent Execution System. The key is a secret.
const settings = { SETTINGS };

const MAX_BATCH = 100;
const MAX_BATCH_CHARACTERS = 4_000_000;
const MAX_WAITING = 2_000;
const RETRY_MS = 5_000;
const TIMEOUT_MS = 5_000;

const waiting = [];
const parents = new Map();
const turns = new Map();
let isSending = false;
let retry;

function takeBatch() {
  let length = 0;
  let count = 0;
  while (count < waiting.length && count < MAX_BATCH) {
    length += waiting[count].length;
    if (count > 0 && length > MAX_BATCH_CHARACTERS) break;
    count++;
  }
  return waiting.splice(0, count);
}

async function post(batch) {
  const response = await fetch(settings.url, {
    method: 'POST',
    headers: { Authorization: settings.authorization, 'Content-Type': 'application/json' },
    body: '[' + batch.join(',') + ']',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  await response.arrayBuffer();
  if (response.status === 429 || response.status >= 500) throw new Error('The server is away');
}

async function sendWaiting() {
  if (isSending) return;
  isSending = true;
  while (waiting.length > 0) {
    const batch = takeBatch();
    try {
      await post(batch);
    } catch {
      waiting.unshift(...batch);
      waiting.splice(0, Math.max(0, waiting.length - MAX_WAITING));
      clearTimeout(retry);
      retry = setTimeout(sendWaiting, RETRY_MS);
      retry.unref?.();
      break;
    }
  }
  isSending = false;
}

function rootOf(session) {
  let root = session;
  while (parents.has(root)) root = parents.get(root);
  return root;
}

/** Remembers what only some events say: the parent of a subagent, the last message of a turn, and whether the turn failed. */
function remember(type, properties) {
  const { info, part, sessionID } = properties;
  if (type.startsWith('session.') && info?.parentID) parents.set(info.id, info.parentID);
  if (type === 'session.error') turnOf(sessionID).has_failed = true;
  if (type === 'message.updated' && info?.role === 'assistant') turnOf(info.sessionID).message = info.id;
  if (type !== 'message.part.updated' || part?.type !== 'text') return;
  const turn = turnOf(part.sessionID);
  if (part.messageID === turn.message) turn.last_message = part.text;
}

function turnOf(session) {
  if (!turns.has(session)) turns.set(session, { has_failed: false });
  return turns.get(session);
}

/** Returns whether an event says something that no other event says. */
function isWanted(type, { info, part }) {
  if (type === 'message.part.updated') return part?.type === 'tool' && part.state?.status === 'error';
  if (type === 'message.updated') return info?.role === 'assistant' && info.time?.completed !== undefined;
  if (type === 'message.part.delta' || type === 'session.diff') return false;
  return /^(session|todo|permission|message)\\./.test(type);
}

export const AgentExecution = async ({ directory }) => {
  const send = (hook, session, input, output = {}) => {
    try {
      const at = new Date().toISOString();
      waiting.push(JSON.stringify({ hook, input, output, root: rootOf(session), directory, at }));
      if (waiting.length > MAX_WAITING) waiting.shift();
      sendWaiting();
    } catch {
      // An event that is not JSON is not worth an interruption.
    }
  };
  return {
    event: async ({ event }) => {
      const { type, properties = {} } = event;
      const { info, part } = properties;
      const session = properties.sessionID ?? info?.sessionID ?? part?.sessionID ?? info?.id;
      remember(type, properties);
      if (session === undefined || !isWanted(type, properties)) return;
      const { last_message, has_failed } = turnOf(session);
      send('event', session, event, type === 'session.idle' ? { last_message, has_failed } : {});
      if (type === 'session.deleted') turns.delete(session);
    },
    'chat.message': async (input, output) => {
      turns.set(input.sessionID, { has_failed: false });
      send('chat.message', input.sessionID, input, output);
    },
    'tool.execute.before': async (input, output) =>
      send('tool.execute.before', input.sessionID, input, output),
    'tool.execute.after': async (input, output) =>
      send('tool.execute.after', input.sessionID, input, output),
    'permission.ask': async (input, output) => send('permission.ask', input.sessionID, input, output),
  };
};
`;
