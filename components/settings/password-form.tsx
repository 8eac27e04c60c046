'use client';

import { useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { FailureNotice } from '@/components/ui/failure-notice';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { settleAction } from '@/lib/action-result';
import type { PasswordAction, PasswordState } from '@/lib/auth/change-password';

export function PasswordForm({ email, action }: { email: string | null; action: PasswordAction }) {
  const [state, submit, isPending] = useActionState<PasswordState, FormData>(
    (before, form) => settleAction(() => action(before, form), 'Try the new password before you try again.'),
    {},
  );
  return (
    <form action={submit} className="grid max-w-sm gap-3">
      {/* Names the account for password managers. */}
      <input type="hidden" name="username" autoComplete="username" value={email ?? ''} />
      <FailureNotice failure={state.error} />
      {!state.error && state.isDone && <Notice tone="info" title="The password was changed." />}
      <Field
        id="current-password"
        name="current"
        type="password"
        label="Current password"
        autoComplete="current-password"
        required
      />
      <Field
        id="next-password"
        name="next"
        type="password"
        label="New password"
        autoComplete="new-password"
        minLength={8}
        hint="At least 8 characters."
        required
      />
      <Button type="submit" className="w-fit" isBusy={isPending}>
        Change password
      </Button>
    </form>
  );
}
