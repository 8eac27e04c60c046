/** Cursor, as its documentation describes hooks. */
import { takesResponse } from '@/lib/capture/response-slots';
import type { ConnectorAddress, ConnectorFiles } from './connector';
import { json } from './connector';
import { curlCommand, curlFile } from './curl-hook';

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

/** Cursor reads a response of each hook: an empty one decides nothing. */
const commandOf = (address: ConnectorAddress, event: string) =>
  curlCommand({
    client: 'cursor',
    address,
    settings,
    output: '{}',
    isRead: takesResponse('cursor', event),
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
            EVENTS.map((event) => [event, [{ command: commandOf(address, event), timeout: 5 }]]),
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
