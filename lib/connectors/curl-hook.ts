/**
 * Hooks that run a command. They succeed, whether or not the server runs. Most return at once, while curl works in the background. Those
 * whose response the client reads wait for it: for two seconds at most, or for a minute if a person is asked.
 */
import { ASK_PERSON } from '@/lib/capture/decisions/ask-person';
import { isLoopbackName } from '@/lib/http/connection';
import { bearer, type ConnectorAddress, type ConnectorFile, ingestUrl } from './connector';

/** Seconds. A server that does not respond only costs a process in the background. */
const CONNECT_TIMEOUT = 1;
const MAX_TIME = 5;

/** Seconds that a hook waits for a response to pass on. */
const MAX_READ_TIME = 2;
/** Seconds for a request, whose response waits up to 55 seconds for a person. */
export const DECISION_READ_TIME = 58;

/** Returns the settings of curl. They are in a file, because other people on the machine can read the arguments of a process. */
export function curlFile(path: string, address: ConnectorAddress): ConnectorFile {
  const isLoopback = isLoopbackOrigin(address.origin);
  const lines = [
    `# curl sends the events of this agent with these settings. The key is a secret.`,
    `header = "Authorization: ${bearer(address)}"`,
    'header = "Content-Type: application/json"',
    'data-binary = "@-"',
    `connect-timeout = ${CONNECT_TIMEOUT}`,
    `max-time = ${MAX_TIME}`,
    ...(isLoopback ? ['noproxy = "*"'] : []),
    'silent',
  ];
  return { path, mode: 'create', content: `${lines.join('\n')}\n` };
}

export interface CurlCommand {
  client: string;
  address: ConnectorAddress;
  /** The path of the settings of curl, for the shell. */
  settings: string;
  /** The name of the event, for clients whose events do not name themselves. */
  hook?: string;
  /** Sends only events that contain this text. */
  only?: string;
  /** What the client wants to read in place of a response. */
  output?: string;
  /** The client passes the response on to its model, so the hook waits for it and prints it. */
  isRead?: boolean;
  /** Seconds to wait for the response; two by default. */
  readSeconds?: number;
  /** A response with this text makes the client ask at the terminal. The hook asks a person before, and waits for up to a minute. */
  asking?: string;
}

/** Returns the command of a hook. It reads the event before it returns, so that the agent never writes to a closed pipe. */
export function curlCommand({
  client,
  address,
  settings,
  hook,
  only,
  output,
  isRead,
  readSeconds = MAX_READ_TIME,
  asking,
}: CurlCommand): string {
  const wrap = (name: string) => `printf '{"hook":"${name}","input":%s}' "$b"`;
  const print = hook === undefined ? 'printf %s "$b"' : wrap(hook);
  const url = ingestUrl(address, client);
  const otherwise = output === undefined ? 'true' : `echo '${output}'`;
  const read = (seconds: number) => {
    // Equal requests of several hooks at the same moment are different ones.
    const process = seconds === DECISION_READ_TIME ? '&process=$$' : '';
    return `curl -fK "${settings}" -m ${seconds} "${url}?reads=response${process}" 2>/dev/null`;
  };
  if (isRead && asking !== undefined) {
    const ask = `d=$(${wrap(ASK_PERSON)} | ${read(DECISION_READ_TIME)}); case $d in *:*) r=$d ;; esac`;
    return `b=$(cat); r=$(${print} | ${read(readSeconds)} || ${otherwise}); case $r in *'${asking}'*) ${ask} ;; esac; printf %s "$r"`;
  }
  if (isRead) return `b=$(cat); ${print} | ${read(readSeconds)} || ${otherwise}`;
  const send = `{ ${print} | curl -K "${settings}" "${url}"; } >/dev/null 2>&1 &`;
  const chosen = only === undefined ? send : `case $b in *'${only}'*) ${send} ;; esac`;
  return `b=$(cat); ${chosen}${output === undefined ? '' : ` ${otherwise}`}`;
}

/** Returns whether an address is this machine's own. */
function isLoopbackOrigin(origin: string): boolean {
  const [, host] = /^https?:\/\/(.*)$/i.exec(origin) ?? [];
  return host !== undefined && isLoopbackName(host);
}

/** Returns whether scripts and settings may come from an address: no other machine can change them. */
export function isTrustworthyOrigin(origin: string): boolean {
  return origin.startsWith('https://') || isLoopbackOrigin(origin);
}
