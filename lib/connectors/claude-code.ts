/** Claude Code 2.1: a plugin in the folder of skills, which loads without an installation, and variables in settings.json. */
import { bearer, type ConnectorAddress, type ConnectorFiles, ingestUrl, json } from './connector';
import { curlCommand, curlFile } from './curl-hook';

const NAME = 'agent-execution';
const FOLDER = `~/.claude/skills/${NAME}`;

/**
 * The events that carry data, and those that show that the session is alive. WorktreeCreate and WorktreeRemove must stay out: a
 * hook replaces what the client does then. So must events about the display and about settings, which come often.
 */
const HTTP_EVENTS = [
  'UserPromptSubmit',
  'PreToolUse',
  'PostToolUse',
  'PostToolUseFailure',
  'PostToolBatch',
  'PermissionDenied',
  'Notification',
  'Elicitation',
  'TaskCreated',
  'TaskCompleted',
  'TeammateIdle',
  'SubagentStart',
  'SubagentStop',
  'PreCompact',
  'PostCompact',
  'Stop',
  'StopFailure',
  'SessionEnd',
];

/** Seconds that the client waits for a response, which takes milliseconds. A refused connection takes none. */
const HTTP_TIMEOUT = 2;
/** The response to a request for permission waits for a person for 55 seconds. */
const DECISION_TIMEOUT = 60;

export function claudeCodeFiles(address: ConnectorAddress): ConnectorFiles {
  return {
    client: 'claude-code',
    files: [
      {
        path: `${FOLDER}/.claude-plugin/plugin.json`,
        mode: 'create',
        content: json({ name: NAME, version: '1.0.0', description: 'Shows each session as a plan' }),
      },
      { path: `${FOLDER}/hooks/hooks.json`, mode: 'create', content: json({ hooks: hooks(address) }) },
      curlFile(`${FOLDER}/curl.conf`, address),
      {
        path: `${FOLDER}/.mcp.json`,
        mode: 'create',
        content: json({
          mcpServers: {
            [NAME]: {
              type: 'http',
              url: `${address.origin}/api/mcp`,
              headers: { Authorization: bearer(address) },
            },
          },
        }),
      },
      { path: '~/.claude/settings.json', mode: 'merge', content: json({ env: variables(address) }) },
    ],
    notes: [
      'Restart Claude Code: it reads plugins and settings when it starts.',
      'CLAUDE_CODE_ENABLE_TODO_TOOLS brings back the list tools, which newer versions switch off. Without them, only prompts, tool calls and subagents are seen.',
      'The OTEL variables send tokens and cost. If you send telemetry elsewhere already, it stays as it is, and no tokens are captured.',
    ],
  };
}

/** SessionStart takes commands only. The client waits for it, because its response brings memory to the model. */
function hooks(address: ConnectorAddress) {
  const http = {
    type: 'http',
    url: ingestUrl(address, 'claude-code'),
    headers: { Authorization: bearer(address) },
    timeout: HTTP_TIMEOUT,
  };
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell expands it
  const settings = '${CLAUDE_PLUGIN_ROOT}/curl.conf';
  const command = curlCommand({ client: 'claude-code', address, settings, isRead: true });
  return {
    SessionStart: [{ hooks: [{ type: 'command', command, timeout: 5 }] }],
    ...Object.fromEntries(HTTP_EVENTS.map((event) => [event, [{ hooks: [http] }]])),
    PermissionRequest: [{ hooks: [{ ...http, timeout: DECISION_TIMEOUT }] }],
  };
}

/** The protocol has no default, and the client does not pass OTEL variables on to what it runs. */
function variables(address: ConnectorAddress) {
  return {
    CLAUDE_CODE_ENABLE_TODO_TOOLS: '1',
    CLAUDE_CODE_ENABLE_TELEMETRY: '1',
    OTEL_LOGS_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_EXPORTER_OTLP_ENDPOINT: `${address.origin}/otlp`,
    OTEL_EXPORTER_OTLP_HEADERS: `Authorization=${bearer(address)}`,
  };
}
