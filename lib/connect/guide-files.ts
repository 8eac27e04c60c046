/** The guide as files that harnesses read: a skill (agentskills.io) and a section of AGENTS.md. */
import { agentGuide } from '@/lib/mcp/agent-guide';

/** A skill lives in a folder of its name. */
export const SKILL_NAME = 'agent-execution-system';

const description =
  'Plan multi-step work, report each step, log actions and keep memory across sessions in the Agent Execution System. Use it before work of more than one step, when resuming earlier work, when a decision or finding should be remembered, and when work is blocked.';

const access = (origin: string) =>
  `The system is at ${origin}: over MCP at ${origin}/api/mcp, over HTTP at ${origin}/api/v1 (described in ${origin}/api/openapi.json).\nThe key is in the environment variable \`AES_KEY\`; never write it into files, logs or context.\n`;

const afterTitle = (text: string) => agentGuide.replace(/^(# .*\n)\n/, (title) => `${title}${text}\n`);

export function skillFile(origin: string): string {
  return `---\nname: ${SKILL_NAME}\ndescription: ${description}\n---\n\n${afterTitle(access(origin))}`;
}

/** One level down, as a section among others. */
export function agentsSection(origin: string): string {
  return afterTitle(access(origin)).replaceAll(/^#/gm, '##');
}
