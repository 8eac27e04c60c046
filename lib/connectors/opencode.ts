/** OpenCode: one plugin file. */
import type { ConnectorAddress, ConnectorFiles } from './connector';
import { bearer, ingestUrl } from './connector';
import { opencodePlugin } from './opencode-plugin';

export function opencodeFiles(address: ConnectorAddress): ConnectorFiles {
  const settings = { url: ingestUrl(address, 'opencode'), authorization: bearer(address) };
  return {
    client: 'opencode',
    files: [
      {
        path: '~/.config/opencode/plugins/agent-execution.js',
        mode: 'create',
        content: opencodePlugin.replace('{ SETTINGS }', () => JSON.stringify(settings, null, 2)),
      },
    ],
    notes: ['Restart OpenCode: it loads plugins when it starts.'],
  };
}
