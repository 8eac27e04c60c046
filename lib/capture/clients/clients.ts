/** The coding agents whose hooks can be captured, by the name in the address. */
import type { ClientMapping } from '../client-mapping';
import { claudeCode } from './claude-code';
import { codex } from './codex';
import { copilot } from './copilot';
import { cursor } from './cursor';
import { gemini } from './gemini';
import { opencode } from './opencode';

export const hookMappings: Readonly<Record<string, ClientMapping>> = {
  'claude-code': claudeCode,
  codex,
  gemini,
  copilot,
  cursor,
  opencode,
};

export const clientNames = Object.keys(hookMappings);
