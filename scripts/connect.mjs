/**
 * Connects a coding agent to the Agent Execution System, or disconnects it:
 *
 *   connect <client> <address>   adds hooks and settings; the variable AES_KEY has the agent key
 *   disconnect <client>          removes what connect added, and needs no server
 *
 * It changes files of the agent only: in your home folder, or where variables such as CODEX_HOME put them. ~/.agent-execution/<client> keeps each file as it was, and the list of changes.
 * Nothing is written if a file cannot be read or is not valid.
 */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { mergeJson, unmergeJson } from './connect/edit-json.mjs';
import { mergeToml, unmergeToml } from './connect/edit-toml.mjs';

/** The variables that move the folder of a client. */
const FOLDERS = {
  '~/.claude/': 'CLAUDE_CONFIG_DIR',
  '~/.codex/': 'CODEX_HOME',
  '~/.copilot/': 'COPILOT_HOME',
  '~/.config/': 'XDG_CONFIG_HOME',
};
const LOOPBACK = /^https?:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

const hashOf = (text) => createHash('sha256').update(text).digest('hex');
const readText = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : null);
const stateFolder = (client) => join(homedir(), '.agent-execution', client);
const listFile = (client) => join(stateFolder(client), 'changes.json');
const readChanges = (client) => JSON.parse(readText(listFile(client)) ?? '{"files":[],"folders":[]}');

/** Returns the place of a file on this machine. */
function placeOf(path) {
  if (!path.startsWith('~/') || path.includes('..')) throw new Error(`${path} is not in your home folder.`);
  const [folder] = Object.keys(FOLDERS).filter((each) => path.startsWith(each) && process.env[FOLDERS[each]]);
  return folder
    ? join(process.env[FOLDERS[folder]], path.slice(folder.length))
    : join(homedir(), path.slice(2));
}

/** Edits JSON or TOML; names a file that is neither. */
function edit(path, json, toml) {
  try {
    return path.endsWith('.toml') ? toml() : json();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Error(`${path} is not valid JSON (${error.message}). Correct it, then run this again.`);
  }
}

/** Returns a file with its addition, and what was in the way. */
function merge(path, text, content) {
  return edit(
    path,
    () => mergeJson(text, JSON.parse(content), process.env),
    () => mergeToml(text, content),
  );
}

/** Returns each changed file as it is without the changes; null for a file to delete. A file that was edited since keeps those edits. */
function withoutChanges(client, { files }) {
  return files.map((file) => {
    const text = readText(file.place);
    const original = file.copy && readFileSync(join(stateFolder(client), file.copy), 'utf8');
    if (text === null) return { ...file, text, kept: [] };
    if (hashOf(text) === file.hash || file.mode === 'create')
      return { ...file, text: original, kept: [], edited: hashOf(text) === file.hash ? undefined : text };
    const { text: rest, kept } = edit(
      file.place,
      () => unmergeJson(text, file.added),
      () => unmergeToml(text, file.added),
    );
    const isEmpty = original === null && /^\s*(\{\s*\})?\s*$/.test(rest);
    return { ...file, text: isEmpty ? null : rest, kept };
  });
}

/** Writes a file at once, through symbolic links. Only you can read it: it may contain the key. */
function write(place, text, mode) {
  const target = existsSync(place) ? realpathSync(place) : place;
  const temporary = `${target}.agent-execution`;
  writeFileSync(temporary, text, { mode: 0o600 });
  chmodSync(temporary, mode);
  renameSync(temporary, target);
}

/** Creates a folder and returns the folders that were missing, the outermost first. */
function createFolder(folder) {
  if (existsSync(folder)) return [];
  const missing = createFolder(dirname(folder));
  mkdirSync(folder);
  return [...missing, folder];
}

async function fetchFiles(client, address) {
  const key = process.env.AES_KEY;
  if (!/^aes_[0-9a-f]{64}$/.test(key ?? ''))
    throw new Error(
      'AES_KEY is not an agent key: aes_ and 64 hexadecimal digits. The page Connect creates one.',
    );
  if (!address?.startsWith('https://') && !LOOPBACK.test(address ?? ''))
    throw new Error(
      `${address} is neither https nor this machine, so others could read and change the files.`,
    );
  const url = `${address}/api/v1/connectors/${client}/files`;
  const response = await fetch(url, { headers: { Authorization: `Bearer ${key}` }, redirect: 'error' });
  const body = await response.json();
  if (!response.ok) throw new Error(body.error?.message ?? `${url} responded with ${response.status}.`);
  return body.data;
}

/** Returns a file with its addition; `known` is what an earlier run knows of it. */
function planChange({ path, mode, content }, index, known) {
  const place = placeOf(path);
  const original = known ? known.text : readText(place);
  const permissions = known ? known.permissions : original === null ? null : statSync(place).mode & 0o777;
  const copy = original === null ? null : `${index}.copy`;
  const merged =
    mode === 'create' ? { text: content, added: [], kept: [] } : merge(place, original ?? '', content);
  return { place, mode, original, permissions, copy, ...merged };
}

/** Keeps the files as they were, and the list of changes, so that disconnect works even if the next step is interrupted. */
function keepChanges(client, changes, folders) {
  for (const { copy, original } of changes) if (copy) write(join(stateFolder(client), copy), original, 0o600);
  const files = changes.map(({ place, mode, permissions, copy, added, text }) => {
    return { place, mode, permissions, copy, added, hash: hashOf(text) };
  });
  write(listFile(client), JSON.stringify({ files, folders }, null, 2), 0o600);
}

/** Connects a client. A client that is connected is first restored, in memory, so that nothing is added twice. */
async function connect(client, address) {
  const { files, env = {}, notes } = await fetchFiles(client, address);
  const before = readChanges(client);
  const clean = new Map(withoutChanges(client, before).map((file) => [file.place, file]));
  const changes = files.map((file, index) => planChange(file, index, clean.get(placeOf(file.path))));
  const created = [stateFolder(client), ...changes.map(({ place }) => dirname(place))].flatMap(createFolder);
  keepChanges(client, changes, [...before.folders, ...created]);
  for (const { place, original, text, permissions, kept } of changes) {
    keepEdits(clean.get(place));
    write(place, text, (permissions ?? 0o600) & 0o700);
    console.log(`${original === null ? 'Created' : 'Changed'} ${place}`);
    for (const key of kept) console.log(`  left ${key} as it is, because you have set it already`);
    clean.delete(place);
  }
  for (const file of clean.values()) restore(file);
  for (const note of notes) console.log(`- ${note}`);
  for (const [name, value] of Object.entries(env)) console.log(`  ${name}='${value}'`);
}

/** Keeps a file of its own that you have edited beside it. */
function keepEdits({ place, edited } = {}) {
  if (edited === undefined) return;
  write(`${place}.edited`, edited, 0o600);
  console.log(`Kept your edits of ${place} as ${place}.edited`);
}

/** Writes a file as it is without the changes, or deletes it. */
function restore({ place, text, permissions, kept, edited }) {
  keepEdits({ place, edited });
  if (text === null) rmSync(place, { force: true });
  else write(place, text, permissions ?? 0o600);
  console.log(`${text === null ? 'Removed' : 'Restored'} ${place}`);
  for (const key of kept) console.log(`  left ${key}, because you have changed it`);
}

function disconnect(client) {
  if (!existsSync(listFile(client))) throw new Error(`${client} is not connected.`);
  const changes = readChanges(client);
  for (const file of withoutChanges(client, changes)) restore(file);
  rmSync(stateFolder(client), { recursive: true });
  for (const folder of changes.folders.toReversed()) {
    try {
      rmdirSync(folder);
    } catch (error) {
      if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(error.code)) throw error;
    }
  }
}

const [command, client = '', address] = process.argv.slice(2);
try {
  if (!/^[a-z-]+$/.test(client) || !['connect', 'disconnect'].includes(command))
    throw new Error('Usage: connect <client> <address>, or disconnect <client>');
  if (command === 'connect') await connect(client, address);
  else disconnect(client);
} catch (error) {
  console.error(error.cause?.message ?? error.message);
  process.exitCode = 1;
}
