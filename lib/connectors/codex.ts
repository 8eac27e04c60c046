/** Codex: hooks, which need the person's trust once, and telemetry, which needs none and has tokens and exit codes. */
import { bearer, type ConnectorAddress, type ConnectorFiles, json } from './connector';
import { curlCommand, curlFile, DECISION_READ_TIME } from './curl-hook';
import { readsResponse } from './reads-response';

const EVENTS = [
  'SessionStart',
  'UserPromptSubmit',
  'PreToolUse',
  'PermissionRequest',
  'PostToolUse',
  'PreCompact',
  'PostCompact',
  'SubagentStart',
  'SubagentStop',
  'Stop',
  'Interrupt',
  'SessionEnd',
];

// biome-ignore lint/suspicious/noTemplateCurlyInString: the shell expands it
const settings = '${CODEX_HOME:-$HOME/.codex}/agent-execution/curl.conf';

/** A request for permission waits for a person. */
const ASKING = 'PermissionRequest';

/** Seconds. For the events of an end, Codex prints a warning about more than three. */
function timeoutOf(event: string): number {
  if (event === ASKING) return 60;
  return event === 'SessionEnd' || event === 'Interrupt' ? 3 : 5;
}

export function codexFiles(address: ConnectorAddress): ConnectorFiles {
  const entryOf = (event: string) => {
    const isRead = readsResponse('codex', event);
    const readSeconds = event === ASKING ? DECISION_READ_TIME : undefined;
    const command = curlCommand({ client: 'codex', address, settings, isRead, readSeconds });
    return { hooks: [{ type: 'command', command, timeout: timeoutOf(event) }] };
  };
  return {
    client: 'codex',
    files: [
      {
        path: '~/.codex/hooks.json',
        mode: 'merge',
        content: json({ hooks: Object.fromEntries(EVENTS.map((event) => [event, [entryOf(event)]])) }),
      },
      curlFile('~/.codex/agent-execution/curl.conf', address),
      { path: '~/.codex/config.toml', mode: 'merge', content: configToml(address) },
    ],
    notes: [
      'Codex runs new hooks only after you trust them: start codex once in a terminal and accept the hooks when it asks. Until then, also in codex exec, it skips them without a message.',
      'For one run without that step, such as in CI, there is codex exec --dangerously-bypass-hook-trust.',
      'Telemetry needs no trust. [otel] sends prompts, tool calls with their exit codes, and tokens. [tools.update_plan] brings back the plan tool, which newer versions switch off.',
    ],
  };
}

/** Codex takes each endpoint as it is. */
function configToml(address: ConnectorAddress): string {
  const headers = `{ "authorization" = "${bearer(address)}" }`;
  const exporter = `{ otlp-http = { endpoint = "${address.origin}/otlp/v1/logs", protocol = "json", headers = ${headers} } }`;
  return `[otel]
log_user_prompt = true
exporter = ${exporter}

[tools.update_plan]
enabled = true
`;
}
