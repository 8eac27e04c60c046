'use client';

import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Modal } from '@/components/ui/modal';
import { QueryProvider } from '@/components/ui/query-provider';
import { CreatedKey } from './created-key';
import { KeyForm, type KeyFormProps, type MadeKey } from './key-form';

export interface CreateKeyProps {
  onCreate: KeyFormProps['onCreate'];
  /** Receives the new key; by default the dialog shows it, with a command that tries it at `origin`. */
  onMade?: (made: MadeKey) => void;
  /** The address of the API. */
  origin?: string;
}

export function CreateKey({ origin = '', onCreate, onMade }: CreateKeyProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [madeKey, setMadeKey] = useState<string>();
  const close = () => {
    setIsOpen(false);
    setMadeKey(undefined);
  };
  const show = (made: MadeKey) => {
    if (!onMade) return setMadeKey(made.key);
    close();
    onMade(made);
  };
  const title = madeKey ? 'Copy the key now' : 'Create an agent key';
  return (
    <>
      <Button onClick={() => setIsOpen(true)} aria-haspopup="dialog">
        <Plus aria-hidden />
        Create key
      </Button>
      {isOpen && (
        // The key is shown only once, so a click outside must not close the dialog.
        <Modal label={title} onClose={close} staysOnClickBeside className="m-auto max-w-md">
          <div className="max-h-[90dvh] overflow-y-auto p-4">
            <h2 className="mb-3 font-semibold text-heading">{title}</h2>
            {madeKey ? (
              <CreatedKey agentKey={madeKey} origin={origin} onDone={close} />
            ) : (
              <QueryProvider>
                <KeyForm onCreate={onCreate} onCreated={show} onCancel={close} />
              </QueryProvider>
            )}
          </div>
        </Modal>
      )}
    </>
  );
}
