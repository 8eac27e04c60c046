/** What connects a coding agent to this server: files of the agent's own settings, with the address and the key in them. */

/** The placeholder for a key whose text is unknown, because only its hash is stored. */
export const KEY_PLACEHOLDER = 'YOUR_AGENT_KEY';

/** The server and the agent key that a connector sends events with. */
export interface ConnectorAddress {
  origin: string;
  key: string;
}

export interface ConnectorFile {
  /** Begins with `~/`, the person's home folder. */
  path: string;
  /** `create`: a file of its own. `merge`: JSON or TOML to add to a file that the person may have already. */
  mode: 'create' | 'merge';
  content: string;
}

export interface ConnectorFiles {
  client: string;
  files: ConnectorFile[];
  /** Variables for the shell that starts the agent, for what no file of the client can hold. */
  env?: Record<string, string>;
  /** What to know or to do, one sentence or two each. */
  notes: string[];
}

export const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

export const ingestUrl = ({ origin }: ConnectorAddress, client: string) =>
  `${origin}/api/v1/ingest/${client}`;

export const bearer = ({ key }: ConnectorAddress) => `Bearer ${key}`;
