'use client';

import { Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import type { CreateKeyDialogProps } from './create-key-dialog';

const load = () => import('./create-key-dialog');
const CreateKeyDialog = dynamic(() => load().then((module) => module.CreateKeyDialog), { ssr: false });

export interface CreateKeyProps extends Pick<CreateKeyDialogProps, 'onCreate' | 'onMade'> {
  origin?: string;
  /** A small button with these words, beside what needs the key. */
  inPlace?: string;
}

/** Opens the dialog for a new key, whose code loads on hover or focus. */
export function CreateKey({ origin = '', inPlace, ...props }: CreateKeyProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button
        size={inPlace ? 'sm' : 'md'}
        onPointerEnter={load}
        onFocus={load}
        onClick={() => setIsOpen(true)}
        aria-haspopup="dialog"
      >
        <Plus aria-hidden />
        {inPlace ?? 'Create key'}
      </Button>
      {isOpen && <CreateKeyDialog {...props} origin={origin} onClose={() => setIsOpen(false)} />}
    </>
  );
}
