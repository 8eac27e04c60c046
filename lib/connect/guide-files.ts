/** The guide as files for coding agents: a skill (agentskills.io) and a section of AGENTS.md. */
import { agentGuide } from '@/lib/mcp/agent-guide';

/** The name of the skill and of its folder. */
export const SKILL_NAME = 'agent-execution-system';

const description =
  'Plan multi-step work, report each step, log actions and store context across sessions in the Agent Execution System. Use it before work of more than one step, to resume earlier work, to remember a decision or finding, and when work is blocked.';

const access = (origin: string) =>
  `The system is at ${origin}: over MCP at ${origin}/api/mcp, over HTTP at ${origin}/api/v1 (described in ${origin}/api/openapi.json).\nThe key is in the environment variable \`AES_KEY\`. Never write it to files, logs or context.\n`;

/** The five requests of a working loop, for agents without MCP. */
const httpLoop = `
## The loop over HTTP
Five requests with \`Authorization: Bearer $AES_KEY\` and \`Content-Type: application/json\`:
1. \`POST /api/v1/tasks\`
   \`{"title": "Fix the failing login"}\`
2. \`POST /api/v1/plans\`
   \`{"task_id": "…", "plan_type": "bug fix", "steps": [{"step": 1, "action": "reproduce", "description": "Reproduce the failure", "estimated_duration": 30}]}\`
3. \`POST /api/v1/plans/{id}/steps/1/start\`
   \`{}\`
4. \`POST /api/v1/plans/{id}/steps/1/complete\`
   \`{"result": {"cause": "cookie"}, "agent_confidence": 0.9}\`
5. \`POST /api/v1/context\`
   \`{"plan_id": "…", "context_type": "findings", "context_key": "login_cause", "context_value": "The cookie had no SameSite attribute."}\`

A report returns the step, the status of the plan and the next step. Responses are short; \`?view=full\` returns all fields, \`?fields=a,b\` some.
`;

const afterTitle = (text: string) => agentGuide.replace(/^(# .*\n)\n/, (title) => `${title}${text}\n`);

export function skillFile(origin: string): string {
  return `---\nname: ${SKILL_NAME}\ndescription: ${description}\n---\n\n${afterTitle(access(origin))}${httpLoop}`;
}

/** Returns the guide with headings one level down, as a section of AGENTS.md. */
export function agentsSection(origin: string): string {
  return `${afterTitle(access(origin))}${httpLoop}`.replaceAll(/^#/gm, '##');
}

/** Returns a guide file as a download. It contains no secret, so agents can fetch it without a key. */
export function guideResponse(text: string, name: string): Response {
  return new Response(text, {
    headers: {
      'Content-Type': 'text/markdown; charset=utf-8',
      'Content-Disposition': `attachment; filename="${name}"`,
      'Cache-Control': 'no-store',
    },
  });
}
