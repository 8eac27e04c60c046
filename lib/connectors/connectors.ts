/** The connectors, by the name of the client in the address of its events. */
import { claudeCodeFiles } from './claude-code';
import { codexFiles } from './codex';
import type { ConnectorAddress, ConnectorFiles } from './connector';
import { copilotFiles } from './copilot';
import { cursorFiles } from './cursor';
import { geminiFiles } from './gemini';
import { opencodeFiles } from './opencode';

const makers = {
  'claude-code': claudeCodeFiles,
  codex: codexFiles,
  gemini: geminiFiles,
  copilot: copilotFiles,
  opencode: opencodeFiles,
  cursor: cursorFiles,
};

export type ConnectorName = keyof typeof makers;

export const connectorNames = [
  'claude-code',
  'codex',
  'gemini',
  'copilot',
  'opencode',
  'cursor',
] as const satisfies readonly ConnectorName[];

/** Returns the name of a client if it has a connector. */
export function findConnector(client: string): ConnectorName | undefined {
  return connectorNames.find((name) => name === client);
}

/** Returns the files that connect a client to a server. */
export function connectorFiles(client: ConnectorName, address: ConnectorAddress): ConnectorFiles {
  return makers[client](address);
}
