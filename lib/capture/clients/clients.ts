/** The coding agents whose events can be captured, by the name in the address. */
import type { ClientMapping } from '../facts';
import { claudeCode } from './claude-code';
import { codex } from './codex';
import { copilot } from './copilot';
import { cursor } from './cursor';
import { gemini } from './gemini';
import { opencode } from './opencode';

const clients: Record<string, ClientMapping> = {
  'claude-code': claudeCode,
  codex,
  gemini,
  copilot,
  cursor,
  opencode,
};

export const clientNames = Object.keys(clients);

/** Returns the mapping of a client; undefined for an unknown one. */
export function findClient(name: string): ClientMapping | undefined {
  return Object.hasOwn(clients, name) ? clients[name] : undefined;
}
