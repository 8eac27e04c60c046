/**
 * How clients read a standing decision from the response to a hook. An effect that is not listed cannot be passed on, so rules do not have
 * it there. Claude Code, Codex (deny), Copilot CLI, Gemini CLI and OpenCode were tried. Those of Cursor follow its documentation.
 */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { type ClientEvents, entryOf } from '../client-events';
import type { DecisionRule } from '../rules/decision-rules';

type Effect = DecisionRule['effect'];
/** Returns the response that has an effect, for a reason. */
type Responder = (reason: string) => JsonObject;
type RuleDialect = Readonly<Partial<Record<Effect, Responder>>>;

const beforeCall =
  (permissionDecision: Effect): Responder =>
  (permissionDecisionReason) => ({
    hookSpecificOutput: { hookEventName: 'PreToolUse', permissionDecision, permissionDecisionReason },
  });
const permission = (decision: JsonObject): JsonObject => ({
  hookSpecificOutput: { hookEventName: 'PermissionRequest', decision },
});
const request: RuleDialect = {
  allow: () => permission({ behavior: 'allow' }),
  deny: (message) => permission({ behavior: 'deny', message }),
};
const copilot =
  (permissionDecision: Effect): Responder =>
  (permissionDecisionReason) => ({ permissionDecision, permissionDecisionReason });

const cursor =
  (permission: Effect): Responder =>
  (reason) => ({ permission, user_message: reason, agent_message: reason });

const dialects: ClientEvents<RuleDialect> = {
  'claude-code': {
    PreToolUse: { deny: beforeCall('deny'), ask: beforeCall('ask') },
    PermissionRequest: request,
  },
  // It refuses “ask” as unsupported.
  codex: { PreToolUse: { deny: beforeCall('deny') }, PermissionRequest: request },
  gemini: {
    BeforeTool: {
      deny: (reason) => ({ decision: 'deny', reason }),
      ask: (systemMessage) => ({ decision: 'ask', systemMessage }),
    },
  },
  // Our plugin refuses the call before it begins.
  opencode: {
    'tool.execute.before': { deny: (deny) => ({ deny }) },
    'permission.asked': {
      allow: () => ({ reply: 'once' }),
      deny: (message) => ({ reply: 'reject', message }),
    },
  },
  copilot: { preToolUse: { deny: copilot('deny'), ask: copilot('ask') } },
  cursor: { preToolUse: { deny: cursor('deny'), ask: cursor('ask') } },
};

/** Returns whether a rule can have an effect on a client at an event; by default any effect. */
export function takesRule(client: string, event: string, effect?: Effect): boolean {
  const dialect = entryOf(dialects, client, event);
  return dialect !== undefined && (effect === undefined || dialect[effect] !== undefined);
}

/** Returns the response that has the effect of a rule; undefined if the client cannot read it. */
export function ruleResponder(client: string, event: string, effect: Effect): Responder | undefined {
  return entryOf(dialects, client, event)?.[effect];
}
