/**
 * The source of the plugin for OpenCode. `{ SETTINGS }` stands for its address and key.
 *
 * Most events only go into a queue, as text, because OpenCode may change the objects later. One request at a time sends what has gathered
 * meanwhile. If the server is away, the newest events wait. Before and after a call, and with a prompt, the hook waits up to two seconds for
 * the response, unless the server did not respond just before. Only the request itself waits for the answer of a person.
 */
export const opencodePlugin = `// Sends the events of OpenCode to the Agent Execution System. The key is a secret.
const settings = { SETTINGS };

const MAX_BATCH = 100;
const MAX_BATCH_CHARACTERS = 4_000_000;
const MAX_WAITING = 2_000;
const RETRY_MS = 5_000;
const TIMEOUT_MS = 5_000;
const READ_MS = 2_000;
const DECISION_MS = 58_000;
const MAX_CALLS = 200;

/** The requests that a person may answer, and where OpenCode takes the answer. */
const answers = {
  'permission.asked': '/permission/{requestID}/reply',
  'question.asked': '/question/{requestID}/reply',
};

const waiting = [];
const parents = new Map();
const turns = new Map();
const calls = new Map();
let unread = [];
let awayUntil = 0;
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

async function post(url, body, timeout) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { Authorization: settings.authorization, 'Content-Type': 'application/json' },
    body,
    signal: AbortSignal.timeout(timeout),
  });
  const text = await response.text();
  if (response.status === 429 || response.status >= 500) throw new Error('The server is away');
  return response.ok ? JSON.parse(text) : {};
}

function enqueue(text) {
  waiting.push(text);
  if (waiting.length > MAX_WAITING) waiting.shift();
  sendWaiting();
}

/** Sends one event and returns the response. Without a server the event waits with the others. */
async function ask(text, timeout) {
  try {
    if (Date.now() >= awayUntil) return await post(settings.url + '?reads=response', text, timeout);
  } catch {
    awayUntil = Date.now() + RETRY_MS;
  }
  enqueue(text);
  return {};
}

async function sendWaiting() {
  if (isSending) return;
  isSending = true;
  while (waiting.length > 0) {
    const batch = takeBatch();
    try {
      await post(settings.url, '[' + batch.join(',') + ']', TIMEOUT_MS);
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
  return /^(session|todo|permission|question|message)\\./.test(type);
}

/** Keeps a text for the model if a hook has no place for it: the next one has. */
function takeContext({ context }) {
  if (context) unread.push(context);
  const text = unread.join('\\n\\n');
  unread = [];
  return text;
}

/** Adds a text to the output of a tool. */
function addToOutput(output, text) {
  if (text === '') return;
  if (typeof output.output === 'string') output.output += '\\n\\n' + text;
  else if (Array.isArray(output.content)) output.content.push({ type: 'text', text });
  else unread.push(text);
}

/** Adds a text to a prompt. */
function addToPrompt({ parts, message }, text) {
  const last = parts?.at(-1);
  if (text === '') return;
  if (last === undefined) unread.push(text);
  else
    parts.push({
      id: last.id + 'm',
      sessionID: last.sessionID,
      messageID: message?.id ?? last.messageID,
      type: 'text',
      text,
      synthetic: true,
    });
}

export const AgentExecution = async ({ client, directory }) => {
  /** Returns an event as text; undefined for one that is not JSON, which is not worth an interruption. */
  const textOf = (hook, session, input, output = {}) => {
    try {
      const at = new Date().toISOString();
      return JSON.stringify({ hook, input, output, root: rootOf(session), directory, at });
    } catch {
      return undefined;
    }
  };
  const send = (...event) => {
    const text = textOf(...event);
    if (text !== undefined) enqueue(text);
  };
  const read = async (...event) => {
    const text = textOf(...event);
    return text === undefined ? {} : ask(text, READ_MS);
  };
  /** Answers a request once a person has decided. Meanwhile the dialog at the terminal stays open, and the first answer counts. */
  const askPerson = async (type, properties) => {
    const text = textOf(type, properties.sessionID, properties, calls.get(properties.tool?.callID));
    const body = text === undefined ? {} : await ask(text, DECISION_MS);
    if (body.reply === undefined && body.answers === undefined) return;
    const path = { requestID: properties.id };
    await client._client.post({ url: answers[type], path, body, headers: { 'Content-Type': 'application/json' } });
  };
  /** Ends a turn. A message makes the agent continue, unless it failed or ends with its turn, as a subagent and "opencode run" do. */
  const endTurn = async (session, event) => {
    const { last_message, has_failed } = turnOf(session);
    const output = { last_message, has_failed };
    if (has_failed || parents.has(session) || process.argv.includes('run')) return send('event', session, event, output);
    const { prompt } = await read('session.idle', session, { ...event.properties, id: event.id }, output);
    if (prompt)
      await client.session.promptAsync({ path: { id: session }, body: { parts: [{ type: 'text', text: prompt }] } });
  };
  return {
    event: async ({ event }) => {
      const { type, properties = {} } = event;
      const { info, part } = properties;
      const session = properties.sessionID ?? info?.sessionID ?? part?.sessionID ?? info?.id;
      remember(type, properties);
      if (session === undefined || !isWanted(type, properties)) return;
      if (Object.hasOwn(answers, type)) {
        askPerson(type, properties).catch(() => {});
        return;
      }
      if (type === 'session.idle') endTurn(session, event).catch(() => {});
      else send('event', session, event);
      if (type === 'session.deleted') turns.delete(session);
    },
    'chat.message': async (input, output) => {
      turns.set(input.sessionID, { has_failed: false });
      addToPrompt(output, takeContext(await read('chat.message', input.sessionID, input, output)));
    },
    'tool.execute.before': async (input, output) => {
      calls.set(input.callID, { tool: input.tool, args: output.args });
      if (calls.size > MAX_CALLS) calls.delete(calls.keys().next().value);
      const { deny } = await read('tool.execute.before', input.sessionID, input, output);
      if (deny) throw new Error(deny);
    },
    'tool.execute.after': async (input, output) => {
      addToOutput(output, takeContext(await read('tool.execute.after', input.sessionID, input, output)));
    },
    'permission.ask': async (input, output) => send('permission.ask', input.sessionID, input, output),
  };
};
`;
