'use client';

import { createSerializer, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useState } from 'react';
import { CreateKey } from '@/components/agent-keys/create-key';
import type { MadeKey } from '@/components/agent-keys/key-form';
import { keyStateOf } from '@/components/agent-keys/key-state';
import { useNow } from '@/components/ui/clock';
import { TabLinks } from '@/components/ui/tab-links';
import { connectClients, snippetsOf } from '@/lib/connect/snippets';
import { KEY_PLACEHOLDER } from '@/lib/connectors/connector';
import { findConnector } from '@/lib/connectors/connectors';
import type { AgentKey } from '@/lib/dashboard/agent-keys';
import { ConnectionStatus } from './connection-status';
import { ConnectorPanel } from './connector-panel';
import { KeyChooser, type KeyChooserProps } from './key-chooser';
import { SnippetBox } from './snippet-box';

/** The URL parameters of the page: the client, and the id of the key, never the key itself. */
const connectParams = {
  client: parseAsStringLiteral(connectClients.map(({ name }) => name)).withDefault('claude-code'),
  key: parseAsString,
};

const serializeConnect = createSerializer(connectParams);

export interface ConnectAgentProps extends Pick<KeyChooserProps, 'onCreate'> {
  keys: AgentKey[];
  origin: string;
  publishableKey: string;
  folder: string;
  /** The text of the script that applies the files of a connector. */
  script: string;
}

/** Chooses a key, shows the snippets of a client, and shows its first call. Only this page's memory holds a new key. */
export function ConnectAgent({ keys, origin, publishableKey, folder, script, onCreate }: ConnectAgentProps) {
  const [{ client, key: keyId }, setParams] = useQueryStates(connectParams);
  const [texts, setTexts] = useState<Record<string, string>>({});
  /** When each key was last used before the page was opened; null for a new key. */
  const [usedBefore] = useState(() => new Map(keys.map((key) => [key.id, key.last_used_at])));
  const now = useNow();
  const usable = keys.filter((key) => keyStateOf(key, now) === 'active');
  const chosen = usable.find((key) => key.id === keyId);
  const take = ({ id, key }: MadeKey) => {
    setTexts({ ...texts, [id]: key });
    setParams({ key: id });
  };
  const connector = findConnector(client);
  const key = (chosen && texts[chosen.id]) || KEY_PLACEHOLDER;
  const snippets = snippetsOf(client, { origin, publishableKey, folder, key });
  const keyAction = <CreateKey inPlace="Create a key for it" onCreate={onCreate} onMade={take} />;
  return (
    <div className="grid min-w-0 gap-4">
      <KeyChooser
        keys={usable}
        chosen={chosen}
        text={chosen && texts[chosen.id]}
        onChoose={(id) => setParams({ key: id })}
        onPaste={(text) => chosen && setTexts({ ...texts, [chosen.id]: text })}
        onCreate={onCreate}
        onMade={take}
        sign={
          chosen && (
            <ConnectionStatus
              key={chosen.id}
              id={chosen.id}
              name={chosen.name}
              usedBefore={usedBefore.get(chosen.id) ?? null}
            />
          )
        }
      />
      <section aria-label="Snippets" className="min-w-0 rounded-md border border-line bg-surface">
        <TabLinks
          label="Clients"
          active={client}
          tabs={connectClients.map((each) => ({
            ...each,
            href: `/connect${serializeConnect({ client: each.name, key: keyId })}`,
          }))}
        />
        {connector && (
          <ConnectorPanel
            key={connector}
            client={connector}
            label={connectClients.find(({ name }) => name === connector)?.label ?? connector}
            address={{ origin, key }}
            script={script}
            keyAction={keyAction}
          />
        )}
        <div className="grid gap-4 p-3">
          {connector && <h2 className="font-semibold text-heading">Let the agent use the tools</h2>}
          {snippets.map((snippet) => (
            <SnippetBox key={snippet.title} keyAction={keyAction} {...snippet} />
          ))}
        </div>
      </section>
    </div>
  );
}
