'use client';

import { useState } from 'react';
import { Modal } from '@/components/ui/modal';
import { QueryProvider } from '@/components/ui/query-provider';
import { CreatedKey } from './created-key';
import { KeyForm, type KeyFormProps, type MadeKey } from './key-form';

export interface CreateKeyDialogProps {
  onCreate: KeyFormProps['onCreate'];
  /** Receives the new key; by default the dialog shows it, with a command that tries it at `origin`. */
  onMade?: (made: MadeKey) => void;
  /** The address of the API. */
  origin: string;
  onClose: () => void;
}

/** Creates a key. It is shown only once, so a click outside does not close the dialog. */
export function CreateKeyDialog({ origin, onCreate, onMade, onClose }: CreateKeyDialogProps) {
  const [madeKey, setMadeKey] = useState<string>();
  const show = (made: MadeKey) => {
    if (!onMade) return setMadeKey(made.key);
    onClose();
    onMade(made);
  };
  const title = madeKey ? 'Copy the key now' : 'Create an agent key';
  return (
    <Modal label={title} onClose={onClose} staysOnClickBeside className="m-auto max-w-md">
      <div className="max-h-[90dvh] overflow-y-auto p-4">
        <h2 className="mb-3 font-semibold text-heading">{title}</h2>
        {madeKey ? (
          <CreatedKey agentKey={madeKey} origin={origin} onDone={onClose} />
        ) : (
          <QueryProvider>
            <KeyForm onCreate={onCreate} onCreated={show} onCancel={onClose} />
          </QueryProvider>
        )}
      </div>
    </Modal>
  );
}
