'use client';

import { useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import type { PasswordAction } from '@/lib/auth/password-state';

export function PasswordForm({ email, action }: { email: string | null; action: PasswordAction }) {
  const [state, submit, isPending] = useActionState(action, {});
  return (
    <form action={submit} className="grid max-w-sm gap-3">
      {/* Tells a password manager whose password it is. */}
      <input type="hidden" name="username" autoComplete="username" value={email ?? ''} />
      {state.error && (
        <Notice tone="error" title={state.error.message}>
          {state.error.hint}
        </Notice>
      )}
      {state.isDone && <Notice tone="info" title="The password was changed." />}
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
