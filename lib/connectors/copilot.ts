/** Copilot CLI: a file of command hooks. Events do not name themselves, so the command adds the name. */
import { bearer, type ConnectorAddress, type ConnectorFiles, json } from './connector';
import { curlCommand, curlFile } from './curl-hook';
import { readsResponse } from './reads-response';

const EVENTS = [
  'sessionStart',
  'userPromptSubmitted',
  'preToolUse',
  'postToolUse',
  'postToolUseFailure',
  'subagentStart',
  'subagentStop',
  'preCompact',
  'notification',
  'errorOccurred',
  'agentStop',
  'sessionEnd',
];

// biome-ignore lint/suspicious/noTemplateCurlyInString: the shell expands it
const settings = '${COPILOT_HOME:-$HOME/.copilot}/agent-execution/curl.conf';

/** Before a call, a person may decide: the hook waits for two seconds, and for a minute where a rule asks. */
const ASKING = 'preToolUse';

const entryOf = (address: ConnectorAddress, hook: string) => ({
  type: 'command',
  bash: curlCommand({
    client: 'copilot',
    address,
    settings,
    hook,
    isRead: readsResponse('copilot', hook),
    asking: hook === ASKING ? '"permissionDecision":"ask"' : undefined,
  }),
  timeoutSec: hook === ASKING ? 62 : 5,
});

export function copilotFiles(address: ConnectorAddress): ConnectorFiles {
  return {
    client: 'copilot',
    files: [
      {
        path: '~/.copilot/hooks/agent-execution.json',
        mode: 'create',
        content: json({
          version: 1,
          hooks: Object.fromEntries(EVENTS.map((event) => [event, [entryOf(address, event)]])),
        }),
      },
      curlFile('~/.copilot/agent-execution/curl.conf', address),
    ],
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `${address.origin}/otlp`,
      OTEL_EXPORTER_OTLP_HEADERS: `Authorization=${bearer(address)}`,
    },
    notes: [
      'Restart Copilot CLI.',
      'Copilot CLI reads its telemetry settings from the environment only. To capture tokens, start it with the variables. The cost is estimated from a price table.',
    ],
  };
}
