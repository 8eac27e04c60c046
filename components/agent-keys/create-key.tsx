'use client';

import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Modal } from '@/components/ui/modal';
import { CreatedKey } from './created-key';
import { KeyForm, type KeyFormProps } from './key-form';

export interface CreateKeyProps {
  /** The address of the API, for the line that tries the key. */
  origin: string;
  onCreate: KeyFormProps['onCreate'];
}

export function CreateKey({ origin, onCreate }: CreateKeyProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [madeKey, setMadeKey] = useState<string>();
  const close = () => {
    setIsOpen(false);
    setMadeKey(undefined);
  };
  const title = madeKey ? 'Copy the key now' : 'Create an agent key';
  return (
    <>
      <Button onClick={() => setIsOpen(true)} aria-haspopup="dialog">
        <Plus aria-hidden />
        Create key
      </Button>
      {isOpen && (
        // A click beside it must not lose a key that is shown once.
        <Modal label={title} onClose={close} staysOnClickBeside className="m-auto max-w-md">
          <div className="max-h-[90dvh] overflow-y-auto p-4">
            <h2 className="mb-3 font-semibold text-heading">{title}</h2>
            {madeKey ? (
              <CreatedKey agentKey={madeKey} origin={origin} onDone={close} />
            ) : (
              <KeyForm onCreate={onCreate} onCreated={setMadeKey} onCancel={close} />
            )}
          </div>
        </Modal>
      )}
    </>
  );
}
