'use client';

import Link from 'next/link';
import { useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { FailureNotice } from '@/components/ui/failure-notice';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { emptyLogin, type LoginAction } from './login-state';

export interface LoginFormProps {
  mode: 'sign-in' | 'sign-up';
  nextPath: string;
  action: LoginAction;
  /** True if the local owner's button is shown above. */
  isSecondary: boolean;
  isSignUpOpen: boolean;
}

const words = {
  'sign-in': { submit: 'Sign in', question: 'No account yet?', other: 'Sign up', otherMode: 'sign-up' },
  'sign-up': { submit: 'Sign up', question: 'Have an account?', other: 'Sign in', otherMode: 'sign-in' },
};

export function LoginForm({ mode: asked, nextPath, action, isSecondary, isSignUpOpen }: LoginFormProps) {
  const [state, submit, isPending] = useActionState(action, emptyLogin);
  const mode = isSignUpOpen ? asked : 'sign-in';
  const { submit: label } = words[mode];
  const isNew = mode === 'sign-up';
  return (
    <form action={submit} key={mode} className="grid gap-4 rounded-md border border-line bg-surface p-4">
      <input type="hidden" name="mode" value={mode} />
      <input type="hidden" name="next" value={nextPath} />
      <FailureNotice failure={state.error} />
      {state.notice && <Notice tone="info" title={state.notice} />}
      <Field
        id="email"
        name="email"
        type="email"
        label="E-mail"
        autoComplete="email"
        required
        defaultValue={state.email}
        aria-invalid={state.error !== undefined}
      />
      <Field
        id="password"
        name="password"
        type="password"
        label="Password"
        autoComplete={isNew ? 'new-password' : 'current-password'}
        required
        minLength={isNew ? 8 : undefined}
        hint={isNew ? 'At least 8 characters.' : undefined}
        aria-invalid={state.error !== undefined}
      />
      <Button type="submit" variant={isSecondary ? 'outline' : 'solid'} size="lg" isBusy={isPending}>
        {label}
      </Button>
      {isSignUpOpen ? (
        <OtherMode mode={mode} nextPath={nextPath} />
      ) : (
        <p className="text-center text-muted">
          Sign-up is turned off on this server. Ask the person who runs it for an account.
        </p>
      )}
    </form>
  );
}

function OtherMode({ mode, nextPath }: Pick<LoginFormProps, 'mode' | 'nextPath'>) {
  const { question, other, otherMode } = words[mode];
  return (
    <p className="text-center text-muted">
      {question}{' '}
      <Link
        href={{ pathname: '/login', query: { mode: otherMode, next: nextPath } }}
        replace
        className="rounded-sm font-medium text-ink underline underline-offset-2"
      >
        {other}
      </Link>
    </p>
  );
}
