'use client';

import { useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { emptyLogin, type LoginAction } from './login-state';

/** The way in for the person at this machine: one button, no password. */
export function LocalOwnerForm({ nextPath, action }: { nextPath: string; action: LoginAction }) {
  const [state, submit, isPending] = useActionState(action, emptyLogin);
  return (
    <form action={submit} className="grid gap-2">
      <input type="hidden" name="next" value={nextPath} />
      {state.error && (
        <Notice tone="error" title={state.error.message}>
          {state.error.hint}
        </Notice>
      )}
      <Button type="submit" variant="solid" size="lg" isBusy={isPending}>
        Continue as local owner
      </Button>
      <p className="text-center text-faint text-meta">Offered only on this machine.</p>
    </form>
  );
}
