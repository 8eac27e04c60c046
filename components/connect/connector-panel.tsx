'use client';

import type { ReactNode } from 'react';
import { Notice } from '@/components/ui/notice';
import { abilities } from '@/lib/connectors/abilities';
import { connectLine, disconnectLine } from '@/lib/connectors/connect-lines';
import type { ConnectorAddress } from '@/lib/connectors/connector';
import { type ConnectorName, connectorFiles } from '@/lib/connectors/connectors';
import { isTrustworthyOrigin } from '@/lib/connectors/curl-hook';
import { AbilityTable } from './ability-table';
import { CapturedSessions } from './captured-sessions';
import { SnippetBox } from './snippet-box';

export interface ConnectorPanelProps {
  client: ConnectorName;
  label: string;
  address: ConnectorAddress;
  script: string;
  keyAction: ReactNode;
}

/** Shows how to capture the runs of a client: one line, what it does in full, the first sessions, and how to undo it. */
export function ConnectorPanel(props: ConnectorPanelProps) {
  const { client, label, address } = props;
  return (
    <section aria-labelledby="capture" className="grid gap-4 border-line border-b p-3">
      <div>
        <h2 id="capture" className="font-semibold text-heading">
          Capture the runs of {label}
        </h2>
        <p className="mt-1 text-muted">
          Each session becomes a plan with steps, log and usage. The agent needs no change, and no hook can
          stop it.
        </p>
      </div>
      {isTrustworthyOrigin(address.origin) ? (
        <ConnectorSteps {...props} />
      ) : (
        <Notice tone="error" title="The files are not served over this address.">
          {address.origin} is neither https nor this machine, so others could read the key or change the
          script. Serve the app over https and set AES_ORIGIN, or open this page on the machine that it runs
          on.
        </Notice>
      )}
      <AbilityTable {...abilities[client]} />
    </section>
  );
}

function ConnectorSteps({ client, label, address, script, keyAction }: ConnectorPanelProps) {
  const { files, env, notes } = connectorFiles(client, address);
  return (
    <>
      <SnippetBox
        title="Connect"
        hint="Needs Node 20; hooks need sh and curl. Merges into your settings and keeps a copy of each file."
        text={connectLine(client, address)}
        keyAction={keyAction}
      />
      <details className="min-w-0">
        <summary className="cursor-pointer rounded-sm py-1 font-medium pointer-coarse:py-2.5">
          The script and the {files.length} {files.length === 1 ? 'file' : 'files'} in full
        </summary>
        <div className="mt-3 grid gap-4">
          <SnippetBox title="connect.mjs" hint="What the line runs." text={script} />
          {files.map(({ path, mode, content }) => (
            <SnippetBox
              key={path}
              title={path}
              hint={mode === 'merge' ? 'Added to the file, if it exists.' : 'A file of its own.'}
              text={content.trimEnd()}
            />
          ))}
        </div>
      </details>
      {env && (
        <SnippetBox
          title="Variables"
          hint="Optional, for the shell that starts the agent."
          text={Object.entries(env)
            .map(([name, value]) => `export ${name}='${value}'`)
            .join('\n')}
        />
      )}
      <ul className="grid list-disc gap-1 pl-5 text-muted">
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
      <CapturedSessions client={client} label={label} />
      <SnippetBox
        title="Disconnect"
        hint="Removes exactly what was added."
        text={disconnectLine(client, address.origin)}
      />
    </>
  );
}
