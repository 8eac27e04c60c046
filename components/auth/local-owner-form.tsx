'use client';

import { useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { FailureNotice } from '@/components/ui/failure-notice';
import { Notice } from '@/components/ui/notice';
import { emptyLogin, type LoginAction } from './login-state';
import { useLocalProof } from './use-local-proof';

interface LocalOwnerFormProps {
  nextPath: string;
  /** The URL where the browser proves that it runs on this machine; null if no proof is needed. */
  proofOrigin: string | null;
  action: LoginAction;
}

/** Signs in the person at this machine with one button, without a password. */
export function LocalOwnerForm({ nextPath, proofOrigin, action }: LocalOwnerFormProps) {
  const [state, submit, isPending] = useActionState(action, emptyLogin);
  const proof = useLocalProof(proofOrigin);
  if (proof === 'unreachable') {
    return (
      <Notice tone="info" title="Sign in with a password.">
        Only a browser that reaches the server directly can continue as local owner. npm start printed the
        e-mail address and the password.
      </Notice>
    );
  }
  return (
    <form action={submit} className="grid gap-2">
      <input type="hidden" name="next" value={nextPath} />
      <input type="hidden" name="proof" value={proof?.secret ?? ''} data-origin={proofOrigin} />
      <FailureNotice failure={state.error} />
      <Button type="submit" variant="solid" size="lg" isBusy={isPending} disabled={proof === null}>
        Continue as local owner
      </Button>
      <p className="text-center text-faint text-meta">Available only on this machine.</p>
    </form>
  );
}
