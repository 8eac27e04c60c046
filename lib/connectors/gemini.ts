/** Gemini CLI: command hooks. Its telemetry cannot carry a key in a file, but AfterModel has the tokens. */
import type { ConnectorAddress, ConnectorFiles } from './connector';
import { json } from './connector';
import { curlCommand, curlFile } from './curl-hook';
import { readsResponse } from './reads-response';

const EVENTS = [
  'SessionStart',
  'BeforeAgent',
  'BeforeTool',
  'AfterTool',
  'AfterModel',
  'AfterAgent',
  'PreCompress',
  'Notification',
  'SessionEnd',
];

const settings = '$HOME/.gemini/agent-execution/curl.conf';

/** AfterModel comes for each chunk of a response, and only the last chunk has the final tokens. */
const only = (event: string) => (event === 'AfterModel' ? '"finishReason"' : undefined);

/** Before a call, a person may decide: the hook waits for two seconds, and for a minute where a rule asks. */
const ASKING = 'BeforeTool';

const entryOf = (address: ConnectorAddress, event: string) => ({
  matcher: '*',
  hooks: [
    {
      name: 'agent-execution',
      type: 'command',
      command: curlCommand({
        client: 'gemini',
        address,
        settings,
        only: only(event),
        isRead: readsResponse('gemini', event),
        asking: event === ASKING ? '"decision":"ask"' : undefined,
      }),
      timeout: event === ASKING ? 62_000 : 5000,
    },
  ],
});

export function geminiFiles(address: ConnectorAddress): ConnectorFiles {
  return {
    client: 'gemini',
    files: [
      {
        path: '~/.gemini/settings.json',
        mode: 'merge',
        content: json({
          hooks: Object.fromEntries(EVENTS.map((event) => [event, [entryOf(address, event)]])),
        }),
      },
      curlFile('~/.gemini/agent-execution/curl.conf', address),
    ],
    env: {
      GEMINI_TELEMETRY_ENABLED: 'true',
      GEMINI_TELEMETRY_TARGET: 'local',
      GEMINI_TELEMETRY_OTLP_PROTOCOL: 'http',
      GEMINI_TELEMETRY_OTLP_ENDPOINT: `${address.origin}/otlp`,
      OTEL_EXPORTER_OTLP_HEADERS: `Authorization=Bearer ${address.key}`,
    },
    notes: [
      'Restart Gemini CLI. /hooks lists the hooks.',
      'The variables are optional. They send its telemetry as well. The hooks have the tokens already.',
    ],
  };
}
