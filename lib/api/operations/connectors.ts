import { AgentExecutionError, errorOf } from '@/lib/agent-execution/agent-execution.error';
import { KEY_PLACEHOLDER } from '@/lib/connectors/connector';
import { connectorFiles, connectorNames, findConnector } from '@/lib/connectors/connectors';
import { isTrustworthyOrigin } from '@/lib/connectors/curl-hook';
import { connectorFiles as answer, connectorParams } from '../contracts/connectors';
import { operation } from '../operation';

/** Returns the origin; refuses one from which another machine could send other files. */
function trustworthy(origin: string): string {
  if (isTrustworthyOrigin(origin)) return origin;
  throw new AgentExecutionError(
    'forbidden',
    `${origin} is neither https nor this machine, so the files and the key could be read or changed on the way.`,
    'Serve the app over https and set AES_ORIGIN, or open it on the machine that it runs on.',
  );
}

export const connectorOperations = [
  operation({
    id: 'getConnectorFiles',
    method: 'GET',
    path: '/connectors/{client}/files',
    tag: 'capture',
    summary: 'Get the files that connect a coding agent',
    description:
      'Returns what makes a coding agent send its events: files to create, and JSON or TOML to merge into its settings. They contain the address of this server and the key of the caller; for a person, a placeholder. Served over https or on the same machine only.',
    scope: 'read',
    params: connectorParams,
    answer,
    call: async (_db, { params }, caller) => {
      const client = findConnector(params.client);
      if (!client) {
        const names = new Intl.ListFormat('en').format(connectorNames);
        throw errorOf('not_found', `There is no client ${params.client}. The clients are ${names}.`);
      }
      return connectorFiles(client, {
        origin: trustworthy(caller.origin()),
        key: caller.key ?? KEY_PLACEHOLDER,
      });
    },
  }),
];
