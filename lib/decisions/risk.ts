/**
 * Finds what a person should know before they allow a tool call: writes outside the project, network access, deletions, credentials, root
 * privileges. It reads the text of the call, so it can miss a risk: a script may do anything. It never says that a call is safe.
 */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';

export type RiskKind = 'outside' | 'network' | 'delete' | 'credentials' | 'root';

export interface Risk {
  kind: RiskKind;
  /** What was found, such as a path or a command. */
  what: string;
}

export interface RiskyCall {
  tool: string;
  input: JsonObject;
  /** The folder of the project. If it is not known, only the folders of the system are outside it. */
  project: string | null;
}

/** What a risk means, in words. */
export const riskWords: Record<RiskKind, string> = {
  outside: 'Writes outside the project',
  network: 'Uses the network',
  delete: 'Deletes',
  credentials: 'Touches credentials',
  root: 'Runs as root',
};

const NETWORK_TOOL = /^(web|fetch|browser|http)/i;
const WRITE_TOOL = /(write|edit|patch|create|notebook)/i;
const NETWORK_COMMAND =
  /(?<![\w/.-])(curl|wget|ssh|scp|sftp|rsync|nc|ncat|telnet|ftp|git\s+(?:push|pull|fetch|clone)|gh|npm\s+(?:i|install|ci|publish)|npx|pnpm\s+(?:add|install|dlx)|yarn\s+(?:add|install)|pip3?\s+install|cargo\s+(?:install|publish)|go\s+(?:get|install)|apt(?:-get)?\s+install|brew\s+install|docker\s+(?:push|pull)|kubectl|terraform\s+apply)(?![\w-])/;
const DELETE_COMMAND =
  /(?<![\w/.-])(rm|rmdir|unlink|shred|truncate|find\b[^;|&\n]*?\s-delete|git\s+(?:clean|reset\s+--hard|branch\s+-D|push\s+(?:\S+\s+)*(?:--force\S*|-f))|docker\s+(?:rm|rmi|system\s+prune)|kubectl\s+delete|mkfs\S*|dd)(?=[\s;|&)]|$)|\b(drop\s+(?:table|database|schema)|truncate\s+table|delete\s+from)\b/i;
const ROOT_COMMAND = /(?<![\w/.-])(sudo|doas|su)(?=\s)/;
const CREDENTIALS =
  /(\[redacted:[^\]]*\]|(?:^|[\s"'=/~])\.(?:env(?!\.example)[\w.]*|netrc|npmrc|pgpass)(?![\w])|[\w~./-]*\.(?:ssh|aws|gnupg|kube)\/[\w./-]*|\bid_(?:rsa|ed25519)\b|[\w./-]+\.(?:pem|p12|key)(?![\w])|(?<![\w])(?:credentials|secrets?)\.(?:json|ya?ml|toml|env)|\$\{?\w*(?:TOKEN|SECRET|PASSWORD|API_?KEY)\w*\}?|(?<![\w/.-])(?:printenv|env)(?=\s*(?:$|[|>;&])))/m;
const URL_TEXT = /\bhttps?:\/\/(?!localhost\b|127\.|\[::1\])[^\s"'`<>|;)]+/;
/** A path behind a redirection, or behind a command that writes. */
const WRITTEN =
  /(?:>{1,2}\s*|(?<![\w/.-])(?:tee|touch|mkdir|chmod|chown|cp|mv|ln|install|rm|rmdir)\s(?:[^;|&\n>]*?\s)?)["']?((?:\/|~\/|~$|\.\.\/|\$HOME)[^\s"';|&<>]*)/g;
/** Devices that keep nothing. */
const NO_FILE = /^\/dev\/(?:null|stdout|stderr|tty|fd\/\d+)$/;

/** Folders of the system and settings of the person, which belong to no project. */
const SYSTEM_PATH = /^(?:\/(?:etc|usr|bin|sbin|lib|boot|var|opt|root|System|Library)\/|(?:~|\$HOME)\/\.)/;

const textOf = (value: Json | undefined) => (typeof value === 'string' ? value : '');
const MAX_LENGTH = 80;
const short = (text: string) => (text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text);

/** Returns whether a path lies outside a folder; a relative one starts in the folder. */
export function isOutside(path: string, project: string): boolean {
  if (path.startsWith('~') || path.startsWith('$HOME')) return true;
  const separator = /[\\/]+/;
  const isAbsolute = /^(?:[\\/]|[a-z]:)/i.test(path);
  const parts: string[] = [];
  for (const part of (isAbsolute ? path : `${project}/${path}`).split(separator)) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  const root = project.split(separator).filter(Boolean);
  return !root.every((part, index) => parts[index] === part);
}

function writtenPaths({ tool, input }: RiskyCall, command: string): string[] {
  const paths = [...command.matchAll(WRITTEN)].map(([, path = '']) => path);
  const file = textOf(input.file_path) || textOf(input.path) || textOf(input.notebook_path);
  return WRITE_TOOL.test(tool) && file ? [file, ...paths] : paths;
}

/** Returns the risks of a tool call, each kind once. */
export function risksOf(call: RiskyCall): Risk[] {
  const { tool, input, project } = call;
  const command = Array.isArray(input.command) ? input.command.join(' ') : textOf(input.command);
  const everything = JSON.stringify(input);
  const url = textOf(input.url) || (URL_TEXT.exec(command)?.[0] ?? '');
  const outside = writtenPaths(call, command).find(
    (path) => !NO_FILE.test(path) && (project ? isOutside(path, project) : SYSTEM_PATH.test(path)),
  );
  const found: [RiskKind, string | undefined][] = [
    ['delete', DELETE_COMMAND.exec(command)?.[0]],
    ['outside', outside],
    ['credentials', CREDENTIALS.exec(command || everything)?.[0]],
    ['network', url || NETWORK_COMMAND.exec(command)?.[0] || (NETWORK_TOOL.test(tool) ? tool : undefined)],
    ['root', ROOT_COMMAND.exec(command)?.[0]],
  ];
  return found.flatMap(([kind, what]) =>
    what ? [{ kind, what: short(what.trim().replace(/^["'=]/, '')) }] : [],
  );
}
