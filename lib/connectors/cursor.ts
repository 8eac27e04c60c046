/** Cursor, as its documentation describes hooks. */
import type { ConnectorAddress, ConnectorFiles } from './connector';
import { json } from './connector';
import { curlCommand, curlFile } from './curl-hook';
import { readsResponse } from './reads-response';

const EVENTS = [
  'sessionStart',
  'beforeSubmitPrompt',
  'preToolUse',
  'postToolUse',
  'postToolUseFailure',
  'afterFileEdit',
  'afterAgentResponse',
  'subagentStart',
  'subagentStop',
  'preCompact',
  'stop',
  'sessionEnd',
];

const settings = '$HOME/.cursor/agent-execution/curl.conf';

/** Before a call, a person may decide: the hook waits for two seconds, and for a minute where a rule asks. */
const ASKING = 'preToolUse';

/** Cursor reads a response of each hook: an empty one decides nothing. */
const commandOf = (address: ConnectorAddress, event: string) =>
  curlCommand({
    client: 'cursor',
    address,
    settings,
    output: '{}',
    isRead: readsResponse('cursor', event),
    asking: event === ASKING ? '"permission":"ask"' : undefined,
  });

export function cursorFiles(address: ConnectorAddress): ConnectorFiles {
  return {
    client: 'cursor',
    files: [
      {
        path: '~/.cursor/hooks.json',
        mode: 'merge',
        content: json({
          version: 1,
          hooks: Object.fromEntries(
            EVENTS.map((event) => [
              event,
              [{ command: commandOf(address, event), timeout: event === ASKING ? 62 : 5 }],
            ]),
          ),
        }),
      },
      curlFile('~/.cursor/agent-execution/curl.conf', address),
    ],
    notes: [
      'Cursor reads hooks.json when it changes. Restart it if no event arrives.',
      'These hooks follow the documentation of Cursor. They have not been tried with Cursor itself.',
    ],
  };
}
